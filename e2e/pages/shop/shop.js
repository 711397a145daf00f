// The shop's own cards on the second shelf: name, price, and a button that is no choice of the item.
document.querySelector('#more').renderItem = (item) => {
  const card = document.createElement('div');
  card.className = 'product';
  const link = document.createElement('a');
  link.href = item.extra.url;
  link.textContent = item.title;
  const price = document.createElement('span');
  price.className = 'price';
  price.textContent = `€ ${item.extra.price}`;
  const cart = document.createElement('button');
  cart.type = 'button';
  cart.textContent = 'Add to cart';
  cart.addEventListener('click', () => document.querySelector('#more').recommender.record({ item: item.id, type: 'like', surface: 'more' }));
  card.append(link, price, cart);
  return card;
};
