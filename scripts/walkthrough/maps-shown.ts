/** What is seen of the demonstration base: `make-maps` takes the strongest maps of these layers on the picture. */
export const mapsShown = {
  picture: 'animals/penguin.png',
  layers: ['conv1_relu', 'conv2_relu'],
  maps: 4,
} as const;
