// A framework sets properties when it renders; the element's own script is still on its way then.
const rail = document.querySelector('taste-rail');
rail.filter = ({ genres }) => genres.includes('Comedy');
rail.heading = 'Comedies for you';
window.define = () => import('/tastekit/widget/define.js');
