/** Up to so many values an image are flattened; more would make the head's weights outgrow the base's. */
export const mostFlattened = 65_536;
