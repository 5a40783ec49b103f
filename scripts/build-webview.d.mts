export function buildWebview(options: { readonly root: string; readonly dist: string }): Promise<void>;
