// What a shop knows about its visitors' doings: looked at it, put it into the cart, bought it.
const item = new URLSearchParams(location.search).get('id');
const rail = document.querySelector('taste-rail');
rail.item = item;
rail.addEventListener('taste-ready', () => void record('view'), { once: true });
document.querySelector('#cart').addEventListener('click', () => void record('like'));
document.querySelector('#buy').addEventListener('click', () => void record('purchase'));

async function record(type) {
  await rail.recommender.record({ item, type, surface: 'film' });
  document.querySelector('#done').textContent += `${type} `;
}
