/** Numbers that are appended one by one, in memory of their own size. */
export class Column<Numbers extends Float64Array | Uint32Array | Uint16Array | Uint8Array> {
  length = 0;
  private values: Numbers;
  private readonly make: (length: number) => Numbers;

  constructor(make: (length: number) => Numbers, capacity = 1024) {
    this.make = make;
    this.values = make(Math.max(1, capacity));
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.make(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** 0 where nothing was appended. */
  get(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }
}
