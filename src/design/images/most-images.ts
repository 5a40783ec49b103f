/** Of images in one folder, list or bucket; what has more is mostly no set of images but a whole disk. ImageNet has 1.3 million. */
export const mostImages = 3_000_000;
