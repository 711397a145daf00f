import { mount } from 'svelte';
import Shop from './shop.svelte';
import './style.css';

mount(Shop, { target: document.querySelector('#app') });
