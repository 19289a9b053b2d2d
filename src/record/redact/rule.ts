import type { RedactionKind } from './redaction-tally.ts';

interface RuleBase {
  /** Unique; what a test and a reader name it by. */
  readonly id: string;
  readonly kind: RedactionKind;
  /** What it takes out, in a few words. */
  readonly says: string;
}

/** A secret that shows by its looks. */
export interface ShapeRule extends RuleBase {
  readonly by: 'shape';
  /** Global. The group `secret`, or else the whole match, is taken out. Every repetition is bounded or consumes what it passes. */
  readonly pattern: RegExp;
  /** Something that every match has in it. */
  readonly hint: RegExp;
}

/** A secret that shows by the name in front of it: `name=value`, `"name": "value"`, `--name value`, `name:[value]`. */
export interface NameRule extends RuleBase {
  readonly by: 'name';
  readonly names: RegExp;
  /** The value must look so. */
  readonly value?: RegExp;
}

/** How a program takes a secret by an option whose name does not tell. */
export interface SecretOption {
  /** As written: `-p`. */
  readonly flag: string;
  /** `attached`: only in the same word (`-psecret`); `either`: also as the next word. */
  readonly takes: 'attached' | 'either';
  /** What of the value is secret: all of it; what follows the first `:`, `%` or `=`. */
  readonly after?: ':' | '%' | '=';
  /** Other letters may stand before its own: `-su` for `-s -u`. */
  readonly combines?: true;
  /** Such a value is no secret. */
  readonly unless?: RegExp;
}

export interface ProgramRule extends RuleBase {
  readonly by: 'program';
  readonly programs: readonly string[];
  /** Only when this word stands behind the program, as in `docker login`. */
  readonly command?: string;
  readonly options: readonly SecretOption[];
}

/** A secret that shows by where it stands; `structure` names the code that finds it. */
export interface StructureRule extends RuleBase {
  readonly by: 'structure';
  readonly structure: Structure;
}

export type Structure =
  | 'environment'
  | 'environment-text'
  | 'pair'
  | 'group'
  | 'kubernetes-secret'
  | 'split-command'
  | 'private-key'
  | 'yaml-block'
  | 'url-password'
  | 'login-without-scheme'
  | 'aws-object';

export type Rule = ShapeRule | NameRule | ProgramRule | StructureRule;
