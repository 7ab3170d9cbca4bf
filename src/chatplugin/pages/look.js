// Tells what is in a card's tab: the card, a failure, a login page, or something else.
//
// Called as (function)(address) in the card's isolated world, once a document is there.
(address) => {
  const card = new URL(address);
  const here = new URL(location.href);
  const pairs = (url) => JSON.stringify([...url.searchParams].sort());
  const navigation = performance.getEntriesByType("navigation")[0];
  const isSeen = (input) => input.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const secrets = 'input[type="password"], input[autocomplete="one-time-code"]';
  const isErrorPage = here.protocol === "chrome-error:";
  return {
    isErrorPage,
    status: isErrorPage ? 0 : (navigation?.responseStatus ?? 0),
    asksPassword: [...document.querySelectorAll(secrets)].some(isSeen),
    isAtCrm: here.origin === card.origin,
    isCard:
      here.origin === card.origin &&
      here.pathname === card.pathname &&
      pairs(here) === pairs(card),
    isTyped: Boolean(globalThis.typed),
  };
};
