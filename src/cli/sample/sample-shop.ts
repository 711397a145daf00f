/**
 * A made-up bookshop, to try everything with before one's own data are at hand: books with genres, years, prices and
 * links, and readers who keep to two or three genres, go on with an author they liked, and rate what lies outside lower.
 */
import { Sfc32, shuffle } from '../../random.ts';

export interface SampleShop {
  /** `item,title,genres,year,author,price,url` */
  items: string;
  /** `user,item,rating,timestamp` */
  interactions: string;
}

interface Book {
  id: string;
  title: string;
  genres: string[];
  year: number;
  author: string;
}

/** What titles are made of, by genre. */
const WORDS: Record<string, { first: string[]; second: string[] }> = {
  Mystery: { first: ['Silent', 'Second', 'Locked', 'Borrowed', 'Last', 'Crooked', 'Missing'], second: ['Witness', 'Ledger', 'Staircase', 'Alibi', 'Harbour', 'Telegram', 'Key'] },
  Romance: { first: ['Slow', 'Unsent', 'Paper', 'Late', 'Summer', 'Honest', 'Other'], second: ['Letters', 'Promise', 'Orchard', 'Waltz', 'Neighbours', 'Season', 'Hearts'] },
  Fantasy: { first: ['Ember', 'Salt', 'Hollow', 'Winter', 'Thorn', 'Glass', 'Raven'], second: ['Crown', 'Gate', 'Oath', 'Kingdom', 'Witch', 'Mountain', 'Court'] },
  'Science Fiction': { first: ['Orbital', 'Quiet', 'Seventh', 'Distant', 'Copper', 'Lunar', 'Parallel'], second: ['Station', 'Signal', 'Colony', 'Engine', 'Horizon', 'Archive', 'Machine'] },
  History: { first: ['Iron', 'Forgotten', 'Divided', 'Golden', 'Rebel', 'Lost', 'Northern'], second: ['Century', 'Empire', 'Road', 'Council', 'Siege', 'Fleet', 'City'] },
  Travel: { first: ['Slow', 'Eastern', 'Empty', 'Long', 'Coastal', 'High', 'Blue'], second: ['Train', 'Ferry', 'Desert', 'Valley', 'Pilgrimage', 'Islands', 'Border'] },
  Poetry: { first: ['Small', 'Unlit', 'Common', 'Clear', 'Patient', 'Bright', 'Evening'], second: ['Rooms', 'Weather', 'Birds', 'Stones', 'Rivers', 'Hours', 'Lamps'] },
  Cooking: { first: ['Simple', 'Green', 'Wild', 'Sunday', 'Smoked', 'Little', 'Winter'], second: ['Kitchen', 'Table', 'Bread', 'Garden', 'Suppers', 'Pantry', 'Feast'] },
};
const GENRES = Object.keys(WORDS);
const GIVEN = ['Ada', 'Ines', 'Tomas', 'Mei', 'Oskar', 'Leila', 'Jonah', 'Vera', 'Samir', 'Greta', 'Kofi', 'Rosa'];
const FAMILY = ['Holm', 'Varga', 'Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Hale', 'Castillo', 'Brandt', 'Ferreira', 'Novak', 'Quill'];

const READERS = 500;
/** Of a reader, beside six at least. */
const MOST_BOOKS = 44;
/** Books an author has written. */
const WORKS = 5;
/** 1 January 2023. */
const BEGIN = 1_672_531_200;

/** The same for ever. */
export function sampleShop(): SampleShop {
  const random = new Sfc32(20230101);
  const books = allBooks(random);
  const items = books.map(({ id, title, genres, year, author }) => {
    const price = (6 + random.below(24) + 0.9).toFixed(2);
    return `${id},${title},${genres.join('|')},${year},${author},${price},#${title.toLowerCase().replaceAll(' ', '-')}`;
  });
  return {
    items: `item,title,genres,year,author,price,url\n${items.join('\n')}\n`,
    interactions: `user,item,rating,timestamp\n${readings(books, random).join('\n')}\n`,
  };
}

/** 8 genres of 49 books each, by authors of five. */
function allBooks(random: Sfc32): Book[] {
  const titles = GENRES.flatMap((genre) => WORDS[genre].first.flatMap((first) => WORDS[genre].second.map((second) => ({ genre, title: `The ${first} ${second}` }))));
  return titles.map(({ genre, title }, i) => {
    const writer = Math.floor(i / WORKS);
    const also = GENRES[random.below(GENRES.length)];
    return {
      id: `b${String(i + 1).padStart(3, '0')}`,
      title,
      genres: random.below(4) === 0 && also !== genre ? [genre, also] : [genre],
      year: 1950 + random.below(74),
      author: `${GIVEN[writer % GIVEN.length]} ${FAMILY[(writer * 5 + Math.floor(writer / GIVEN.length)) % FAMILY.length]}`,
    };
  });
}

function readings(books: readonly Book[], random: Sfc32): string[] {
  const byGenre = new Map(GENRES.map((genre) => [genre, shuffle(books.filter(({ genres }) => genres[0] === genre), random)]));
  const lines: string[] = [];
  for (let reader = 1; reader <= READERS; reader++) {
    const favourites = shuffle([...GENRES], random).slice(0, 2 + random.below(2));
    const read = new Set<Book>();
    let time = BEGIN + random.below(300) * 86_400;
    let last: Book | undefined;
    for (let count = 6 + random.below(MOST_BOOKS); count > 0; count--) {
      const liked = random.below(10) > 0;
      const shelf = byGenre.get(liked ? favourites[random.below(favourites.length)] : GENRES[random.below(GENRES.length)]) ?? [];
      const next = (random.below(5) < 2 && anotherOf(last, books, read)) || unread(shelf, read, random);
      if (!next) continue;
      read.add(next);
      last = next;
      const loved = favourites.includes(next.genres[0]);
      lines.push(`u${reader},${next.id},${loved ? 4 + random.below(2) : 1 + random.below(3)},${time}`);
      time += 3600 + random.below(14 * 86_400);
    }
  }
  return lines;
}

/** The next by the same author. */
function anotherOf(book: Book | undefined, books: readonly Book[], read: ReadonlySet<Book>): Book | undefined {
  return book && books.find((other) => other.author === book.author && !read.has(other));
}

/** One of a shelf, most often from its front. */
function unread(shelf: readonly Book[], read: ReadonlySet<Book>, random: Sfc32): Book | undefined {
  const left = shelf.filter((book) => !read.has(book));
  return left[Math.floor(left.length * random.uniform() ** 2)];
}
