/** One output file: a path below the output folder, with forward slashes, and its whole text. */
export interface Artefact {
  readonly path: string
  readonly text: string
}
