/** Korean, the first language of the desk. `en.ts` has the same keys; the compiler sees to it. */
import type { AgentState, AwayReason } from '../../../server/live/protocol.ts'
import { count } from '../figures.ts'

const weekday = new Intl.DateTimeFormat('ko-KR', { timeZone: 'UTC', month: 'long', day: 'numeric', weekday: 'short' })

export const ko = {
  languageName: '한국어',
  product: 'Third Ring',

  wallboard: {
    title: '전광판',
    date: (noon: Date) => weekday.format(noon),
    seoul: '서울',
    open: '운영 중',
    closed: '운영시간 외',
    simulated: '모의',
    simulatedMeaning: '전화망·고객·동료가 모두 모의입니다',
    simulatedSpeed: (speed: string) => `×${speed}`,
    connecting: '서버에 연결하고 있습니다',
    loggedInAs: (name: string) => `${name} 님`,
    logOut: '로그아웃',
    logOutFailed: '서버에 닿지 않아 로그아웃하지 못했습니다',
    language: '언어',
    more: (n: number) => `외 ${count(n)}명`,
    moreCalls: (n: number) => `외 ${count(n)}건`,
    withheld: '발신번호 없음',
  },

  age: {
    fresh: (seconds: string) => `${seconds}초 전 값`,
    stopped: (length: string) => `멈춤 — ${length} 전 값`,
    seconds: (n: number) => `${n}초`,
    minutes: (n: number) => `${n}분`,
    hours: (n: number) => `${n}시간`,
    reconnecting: '다시 연결하고 있습니다',
    stoppedAnnouncement: '화면이 멈췄습니다. 다시 연결하고 있습니다.',
    againAnnouncement: '다시 연결되었습니다.',
  },

  promise: {
    heading: '세 번째 벨 전에 응대',
    today: '오늘',
    kept: '지킴',
    broken: '못 지킴',
    calls: '건',
    target: (percent: string) => `목표 ${percent}%`,
    met: '목표 달성',
    below: '목표 미달',
    nothingDecided: '아직 판정된 전화가 없습니다',
    interval: '95% 신뢰구간',
    lenient: '세 번째 벨까지 세면',
    bell: '상담사 전화기 기준',
    void: '판정 제외',
    running: '판정 중',
    uncertain: '판정 경계',
    outOf: (kept: string, decided: string) => `${decided}건 중 ${kept}건`,
  },

  day: {
    heading: '오늘 받은 전화',
    received: '받은 전화',
    answered: '응대',
    abandoned: '포기',
    abandonedShort: (n: string) => `짧은 포기 ${n}`,
    outOfHours: '운영시간 외',
    refused: '거절',
    inProgress: '진행 중',
    conserved: '합계 일치',
    calls: (n: string) => `${n}건`,
    mismatch: '합계 불일치',
    mismatchDay: (received: string, sum: string) => `받은 전화 ${received} ≠ 합 ${sum}`,
    mismatchInterval: '시간대별 합이 다릅니다',
  },

  ringing: {
    heading: '지금 울리는 전화',
    calls: (n: string) => `${n}건`,
    none: '지금 울리는 전화가 없습니다',
    phones: (n: number) => `전화기 ${n}대 울림`,
    noPhones: '받을 사람 없음',
    seconds: '초',
    thirdRing: '세 번째 벨',
    pastThirdRing: '세 번째 벨 지남',
    bells: (ring: number) => `${ring}번째 벨`,
  },

  waiting: {
    heading: '기다리는 분',
    people: (n: string) => `${n}명`,
    longest: '가장 오래',
    none: '기다리는 분이 없습니다',
    place: (n: number) => `${n}번`,
    offeredTo: (name: string, others: number) => (others > 0 ? `${name} 외 ${others}명에게 울림` : `${name}에게 울림`),
  },

  agents: {
    heading: '상담사',
    declared: '대기 선언',
    reachable: '연결 가능',
    none: '등록된 상담사가 없습니다',
    states: {
      ready: '대기', ringing: '벨울림', talking: '통화', 'wrap-up': '후처리',
      unreachable: '연결 불가', away: '이석', offline: '로그아웃',
    } satisfies Record<AgentState, string> as Record<AgentState, string>,
    reasons: {
      break: '휴식', lunch: '점심', meeting: '회의', training: '교육',
      'desk-work': '업무', other: '기타', 'not-answering': '받지 않음',
    } satisfies Record<AwayReason, string> as Record<AwayReason, string>,
  },

  intervals: {
    heading: '15분마다',
    above: '지킨 비율',
    under: '받은 전화',
    none: '오늘은 아직 받은 전화가 없습니다',
    hour: (n: number) => `${n}시`,
    caption: '15분마다 받은 전화와 세 번째 벨 전 응대',
    time: '시각',
    rate: '지킨 비율',
    undecided: '판정 없음',
    tip: (time: string, received: string, kept: string, decided: string) =>
      `${time} · 받은 전화 ${received} · ${decided}건 중 ${kept}건 지킴`,
  },

  waits: {
    heading: '몇 번째 벨에 받았나',
    rings: ['첫 번째 벨', '두 번째 벨', '세 번째 벨', '그 뒤'] as [string, string, string, string],
    none: '아직 응대한 전화가 없습니다',
    mean: '평균 대기',
    longest: '최장 대기',
    seconds: '초',
    promise: '약속',
  },

  login: {
    title: '로그인',
    purpose: '세 번째 벨이 울리기 전에',
    account: '계정',
    password: '비밀번호',
    show: '비밀번호 표시',
    submit: '로그인',
    submitting: '확인하고 있습니다',
    needAccount: '계정을 입력해 주십시오.',
    needPassword: '비밀번호를 입력해 주십시오.',
    wrong: '계정 또는 비밀번호가 맞지 않습니다.',
    tooMany: (seconds: number | null) =>
      seconds === null
        ? '시도가 너무 많았습니다. 잠시 뒤에 다시 시도해 주십시오.'
        : `시도가 너무 많았습니다. ${seconds}초 뒤에 다시 시도해 주십시오.`,
    unreachable: '서버에 닿지 않습니다. 네트워크를 확인하고 다시 시도해 주십시오.',
    serverError: '서버에 문제가 생겼습니다. 잠시 뒤에 다시 시도해 주십시오.',
  },
}

export type Words = typeof ko
