import { createApp } from 'vue';
import Shop from './shop.vue';
import './style.css';

createApp(Shop).mount('#app');
