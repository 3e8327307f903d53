// Who asks, by the login that the page's site has of its own.

/**
 * Credentials of a site's own token.
 * @param {NonNullable<Token>} token
 * @returns {Credentials}
 */
export const ownLogin = (token) => ({
  isOwn: true,
  token: async () => (typeof token === "function" ? token() : token),
  // What gives tokens may give a newer one; a token that was refused stays what it is.
  renew: async () => typeof token === "function",
});
