/** Whether a place of images is a list of them, by its name: a Parquet file of one row an image. Anything else is a folder. */
export function isImageList(place: string): boolean {
  return /\.parquet$/i.test(place);
}

/** The folder that the names of images lead from: for a list, the one that it lies in. */
export function folderOfImages(place: string): string {
  return isImageList(place) ? place.replace(/[^\\/]+$/, '') : place;
}
