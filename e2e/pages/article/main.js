document.querySelector('#like').addEventListener('click', () => {
  void document.querySelector('#related').recommender.record({ item: '1214', type: 'like', surface: 'article' });
});
