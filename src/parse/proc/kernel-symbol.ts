// Names of kernel functions as kallsyms prints them: Linux kernel/kallsyms.c (sprint_symbol).
//
//     percpu_rwsem_wait+0x15f/0x1d0
//     nfs3_rpc_wrapper.clone.0+0x35/0x80 [nfs]
//
// The compiler adds `.isra.0`, `.part.3`, `.constprop.0`, `.cold`, `.clone.0` (GCC 4.4) or `.llvm.123` to the copies it makes.

/** The function as its source names it: without offset, module and what the compiler added. */
export function kernelFunction(symbol: string): string {
  const end = symbol.search(/[+\s]/);
  const name = end === -1 ? symbol : symbol.slice(0, end);
  const added = name.search(/\.(?:isra|part|constprop|cold|clone|llvm|lto_priv)\b/);
  return added > 0 ? name.slice(0, added) : name;
}
