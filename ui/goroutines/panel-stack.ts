import type { ReportGroup, ReportProfile } from '../../src/report/page/report-data.ts';

/** A profile as far as its stacks are shown. */
export type StackSource = Pick<
  ReportProfile,
  'file' | 'version' | 'goVersion' | 'functions' | 'files' | 'frames'
>;

/** One stack: of a group of goroutines, or of a place that allocated memory. */
export interface PanelStack
  extends
    Pick<ReportGroup, 'stack' | 'state' | 'createdBy' | 'cause'>,
    Partial<Pick<ReportGroup, 'line' | 'header'>> {
  readonly profile: StackSource;
  /** How many, or how much. */
  readonly size: string;
}
