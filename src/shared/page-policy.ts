/** For pages that stand alone: no script, no form, nothing from elsewhere; only their own style and pictures they carry. */
export const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
