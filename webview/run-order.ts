/** By which column past runs are sorted: one of what they came to, or a setting by its name. */
export interface RunOrder {
  readonly by: string;
  readonly descending: boolean;
}
