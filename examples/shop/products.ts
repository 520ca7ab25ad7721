/** What the shop sells. */

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly about: string;
  readonly colours: readonly string[];
  /** Whether it can be engraved. */
  readonly engraving: boolean;
}

export const products: readonly Product[] = [
  {
    id: "enamel-mug",
    name: "Enamel mug, 350 ml",
    price: 14.5,
    about: "Light, nearly unbreakable, and happy on a camp fire.",
    colours: ["Sage", "Cream", "Ink"],
    engraving: true,
  },
  {
    id: "t-shirt",
    name: "Organic T-shirt, M",
    price: 24,
    about: "Heavy organic cotton, cut straight, softer with every wash.",
    colours: ["Ink", "Sage", "Clay"],
    engraving: false,
  },
  {
    id: "linen-tote",
    name: "Linen tote",
    price: 18,
    about: "Carries a week of groceries and folds into a pocket.",
    colours: ["Natural", "Clay"],
    engraving: false,
  },
  {
    id: "notebook",
    name: "Notebook, dotted",
    price: 9.9,
    about: "192 pages that lie flat, sewn and not glued.",
    colours: ["Clay", "Ink"],
    engraving: true,
  },
];

export const productOf = (id: unknown): Product | undefined => products.find((product) => product.id === id);

/** Coupon codes and the share of the price they take off. */
export const coupons: Readonly<Record<string, number>> = { WELCOME10: 0.1, SPRING25: 0.25 };
