import type { BuildOptions } from 'esbuild';

export function webviewBundle(folders: { readonly root: string; readonly dist: string }): BuildOptions;
