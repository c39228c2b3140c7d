/** Who has fewer gives no example: there must be one like to ask for and one to ask it from. */
export function hasTwoLikes({ isLike }: { isLike: ArrayLike<number> }): boolean {
  let likes = 0;
  for (let at = 0; at < isLike.length && likes < 2; at++) likes += isLike[at]!;
  return likes >= 2;
}
