import config from './playwright.config.ts';
const { webServer: _, ...rest } = config as Record<string, unknown>;
export default { ...rest, use: { ...(rest.use as object), baseURL: 'http://127.0.0.1:5199' } };
