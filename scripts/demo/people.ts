import { busyElsewhere, type Habits, steady } from '../simulator/habits.ts'
import type { Colleague } from '../simulator/world.ts'

/** The desk of the demo: invented people, invented numbers. */

/** Printed at the start; the demo listens to this machine alone. */
export const PASSWORD = 'third ring demo'

export const DEPARTMENTS = [
  {
    id: 'support', name: { ko: '고객지원센터', en: 'Customer support' }, number: '02-6393-2500',
    keywords: ['일반 문의', '홈페이지', '교육', '채용', '불편 신고'],
  },
  {
    id: 'income', name: { ko: '산림소득지원실', en: 'Forest income' }, number: '02-6393-2510',
    keywords: ['산림소득', '임산물', '보조금', '융자', '임업경영체', '직불금'],
  },
  {
    id: 'analysis', name: { ko: '시험분석실', en: 'Testing and analysis' }, number: '02-6393-2520',
    keywords: ['시험', '분석', '성적서', '목재 품질', '수종 확인'],
  },
  {
    id: 'certification', name: { ko: '인증관리실', en: 'Certification' }, number: '02-6393-2530',
    keywords: ['인증', '산림탄소', '상쇄', '지속가능', '합법목재'],
  },
]

/** Invented numbers outside the house. */
export const CONTACTS = [
  { id: 'forest-service', name: { ko: '산림청 당직실', en: 'Forest Service, duty desk' }, keywords: ['산불', '신고', '당직'], number: '042-481-0101' },
  { id: 'coop', name: { ko: '산림조합 안내', en: 'Forestry cooperative' }, keywords: ['조합', '조합원', '묘목'], number: '02-3434-0101' },
]

/** Whom alerts can reach by text message. */
export const COLLEAGUES_WITH_MOBILES = [{ name: '감독자', number: '+821000000101' }, { name: '당직팀장', number: '+821000000102' }]

interface Somebody {
  account: string
  name: string
  department: string
  habits: Habits
  endpoint?: Colleague['endpoint']
}

const SLOWER: Habits = { ...steady, answerMedianMs: 3_600 }

const SOMEBODIES: Somebody[] = [
  { account: 'mina', name: '김미나', department: 'support', habits: steady },
  { account: 'jun', name: '이준호', department: 'support', habits: steady },
  { account: 'sora', name: '박소라', department: 'support', habits: SLOWER },
  { account: 'hyun', name: '최현우', department: 'support', habits: SLOWER },
  { account: 'yuna', name: '정유나', department: 'support', habits: steady },
  { account: 'dohyun', name: '강도현', department: 'support', habits: { ...steady, startsUnregistered: 0.3 } },
  { account: 'haneul', name: '서하늘', department: 'support', habits: SLOWER },
  { account: 'sujin', name: '배수진', department: 'support', habits: steady },
  { account: 'eunji', name: '윤은지', department: 'income', habits: SLOWER },
  { account: 'taeho', name: '임태호', department: 'income', habits: busyElsewhere, endpoint: { kind: 'phone', number: '+82263930101' } },
  { account: 'nari', name: '한나리', department: 'analysis', habits: SLOWER, endpoint: { kind: 'sip', uri: 'sip:nari@desk.invalid' } },
  { account: 'woojin', name: '오우진', department: 'analysis', habits: busyElsewhere },
  { account: 'seoyeon', name: '배서연', department: 'certification', habits: SLOWER },
]

/** Nobody plays this one: a desk for whoever visits. */
export const VISITOR = { account: 'gaon', name: '이가온', department: 'support' }

/** What `npm run people -- import` would read. */
export const PEOPLE_FILE = {
  departments: DEPARTMENTS,
  contacts: CONTACTS,
  people: [
    { ...VISITOR, role: 'agent', password: PASSWORD, endpoints: [{ kind: 'browser' }] },
    ...SOMEBODIES.map(({ account, name, department, endpoint }) => ({
      account, name, role: 'agent', department, password: PASSWORD, endpoints: [endpoint ?? { kind: 'browser' }],
    })),
    { account: 'supervisor', name: '서지훈', role: 'supervisor', department: 'support', password: PASSWORD, endpoints: [{ kind: 'browser' }] },
    { account: 'admin', name: '문하린', role: 'administrator', department: 'support', password: PASSWORD },
    { account: 'wall', name: '전광판', role: 'display', department: 'support', password: PASSWORD },
  ],
}

/** Lunch is taken in two shifts: somebody has to pick up. */
const LUNCHES = [[120, 150], [190, 225]] as const

/** To whom calls are passed on in the demo. */
export const PASSED_ON_TO = [{ department: 'income' }, { department: 'analysis' }]

export const ROSTER: Colleague[] = SOMEBODIES.map(({ account, name, department, habits, endpoint }, i) => ({
  account, name, password: PASSWORD, endpoint: endpoint ?? { kind: 'browser' },
  // Whoever answers for the whole house passes on what is somebody else's matter.
  habits: { ...habits, passesOn: department === 'support' ? 0.15 : 0, passesBlindly: 0.2, lunchAfterMinutes: LUNCHES[i % 2]! },
}))
