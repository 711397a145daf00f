import { type EventType } from '../../types.ts';
import { type RailTexts } from './rail-texts.ts';

const DID: Record<EventType, string> = {
  view: '看过',
  click: '打开过',
  like: '喜欢',
  dislike: '不喜欢',
  purchase: '买过',
  dwell: '停留过',
  skip: '跳过',
  dismiss: '略过',
};

/** Simplified. */
export const chinese: RailTexts = {
  lang: 'zh-Hans',
  forYou: '为你推荐',
  related: '相似推荐',
  popular: '热门',
  because: (type, title) => `因为你${DID[type]}《${title}》`,
  carousel: '轮播',
  previous: '上一组',
  next: '下一组',
  loading: '正在加载',
  updated: '列表已更新',
  empty: '暂无内容。',
  emptyBecause: '打开你喜欢的内容，这里会出现更多相似推荐。',
  error: '暂时无法加载此列表。',
  consent: '个性化推荐',
  consentQuestion: '要在此设备上进行个性化推荐吗？数据不会离开设备。',
  consentYes: '好',
  consentNo: '不用',
  consentOn: '推荐在此设备上生成，数据不会离开设备。',
  consentSession: '离开前为你个性化推荐，不保存任何数据。',
  consentOff: '未启用个性化推荐。',
  turnOff: '关闭',
  turnOn: '开启',
};
