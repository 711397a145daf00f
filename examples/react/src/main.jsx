import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RecommenderProvider } from 'tastekit/react';
import { Shop } from './shop.jsx';
import './style.css';

createRoot(document.querySelector('#app')).render(
  <StrictMode>
    <RecommenderProvider options={{ bundle: '/bundle/' }}>
      <Shop />
    </RecommenderProvider>
  </StrictMode>,
);
