<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>App</name>
    <message>
        <source>Labels are being restored first; open {} again after that.</source>
        <translation>레이블을 먼저 복원합니다. 복원이 끝난 뒤 {} 파일을 다시 여세요.</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>처리하지 못했습니다</translation>
    </message>
</context>
<context>
    <name>BandPanel</name>
    <message>
        <source>Frequency bands</source>
        <translation>주파수 대역</translation>
    </message>
    <message>
        <source>Activation of frequency bands for each class</source>
        <translation>클래스별 주파수 대역 활성</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Which sound is asked about</source>
        <translation>물어볼 소리</translation>
    </message>
    <message>
        <source>the selection, or what is visible</source>
        <translation>선택 구간 또는 보이는 부분</translation>
    </message>
    <message>
        <source>the detected events</source>
        <translation>검출한 이벤트</translation>
    </message>
    <message>
        <source>the labelled events</source>
        <translation>레이블이 있는 이벤트</translation>
    </message>
    <message>
        <source>How it is measured</source>
        <translation>측정 방법</translation>
    </message>
    <message>
        <source>attention, where the model has it</source>
        <translation>어텐션 (있는 모델에서)</translation>
    </message>
    <message>
        <source>gradient × input</source>
        <translation>기울기 × 입력</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>By</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>다시 묻기</translation>
    </message>
    <message>
        <source>Explaining with {}</source>
        <translation>{} 모델로 설명하는 중</translation>
    </message>
    <message>
        <source>Attention of the model&apos;s own encoder over frequency, each class from its least to its most</source>
        <translation>모델의 주파수 인코더가 보는 어텐션, 클래스마다 최솟값에서 최댓값까지</translation>
    </message>
    <message>
        <source>Energy of gradient × input in each band, each class as a share of its most</source>
        <translation>대역별 기울기 × 입력의 에너지, 클래스마다 최댓값에 대한 비율</translation>
    </message>
    <message>
        <source>Open a recording first.</source>
        <translation>먼저 녹음을 여세요.</translation>
    </message>
    <message>
        <source>This file has no sound.</source>
        <translation>이 파일에는 소리가 없습니다.</translation>
    </message>
    <message>
        <source>There is no model that finds events yet: import or train one.</source>
        <translation>이벤트를 찾는 모델이 아직 없습니다. 모델을 가져오거나 학습시키세요.</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>모델에 묻는 중…</translation>
    </message>
    <message>
        <source>Nothing was detected in this recording yet: detect events, then ask again.</source>
        <translation>이 녹음에서 아직 검출한 것이 없습니다. 이벤트를 검출한 뒤 다시 물어보세요.</translation>
    </message>
    <message>
        <source>This recording has no labels yet: label its events, then ask again.</source>
        <translation>이 녹음에는 아직 레이블이 없습니다. 레이블을 붙인 뒤 다시 물어보세요.</translation>
    </message>
</context>
<context>
    <name>ClipTags</name>
    <message>
        <source>Classes of the whole clip</source>
        <translation>전체 클립의 클래스</translation>
    </message>
</context>
<context>
    <name>ColourBar</name>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Pick an event first: click on it, or press Tab.</source>
        <translation>먼저 이벤트를 고르세요. 클릭하거나 Tab 키를 누르면 됩니다.</translation>
    </message>
</context>
<context>
    <name>DecodingBox</name>
    <message>
        <source>Hysteresis</source>
        <translation>히스테리시스</translation>
    </message>
    <message>
        <source>An event goes on while its score is above this part of the threshold; 1 is no hysteresis</source>
        <translation>점수가 임계값의 이 비율을 넘는 동안 이벤트가 이어집니다. 1이면 히스테리시스가 없습니다</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>평활화</translation>
    </message>
    <message>
        <source>Length of the median filter over the scores</source>
        <translation>점수에 적용하는 중앙값 필터의 길이</translation>
    </message>
    <message>
        <source>off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>Step filter</source>
        <translation>계단 필터</translation>
    </message>
    <message>
        <source>Length over which a change of the score is looked for</source>
        <translation>점수의 변화를 찾는 구간의 길이</translation>
    </message>
    <message>
        <source>Merge below</source>
        <translation>병합 깊이</translation>
    </message>
    <message>
        <source>Boxes become one where the dip between them is smaller than this</source>
        <translation>두 상자 사이의 골이 이보다 얕으면 하나로 합칩니다</translation>
    </message>
    <message>
        <source>Merge ratio</source>
        <translation>병합 비율</translation>
    </message>
    <message>
        <source>Boxes become one where the dip between them is not so many times lower</source>
        <translation>두 상자 사이의 골이 이 배수만큼 낮지 않으면 하나로 합칩니다</translation>
    </message>
    <message>
        <source>Shortest event</source>
        <translation>최소 길이</translation>
    </message>
    <message>
        <source>Shorter events are dropped</source>
        <translation>이보다 짧은 이벤트는 버립니다</translation>
    </message>
    <message>
        <source>Shortest gap</source>
        <translation>최소 간격</translation>
    </message>
    <message>
        <source>Events that are nearer to each other become one</source>
        <translation>이보다 가까운 이벤트는 하나로 합칩니다</translation>
    </message>
    <message>
        <source>Clip at least</source>
        <translation>클립 점수 하한</translation>
    </message>
    <message>
        <source>A class whose score in the whole clip is below this has no events</source>
        <translation>전체 클립의 점수가 이보다 낮은 클래스는 이벤트가 없습니다</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>문턱값</translation>
    </message>
    <message>
        <source>A class sounds where its score is above this; the line in its lane can be dragged, too</source>
        <translation>점수가 이보다 높은 곳에서 그 클래스의 소리가 납니다. 레인의 선을 끌어도 됩니다</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>Change points (cSEBB)</source>
        <translation>변화점 (cSEBB)</translation>
    </message>
    <message>
        <source>Back to the model&apos;s own</source>
        <translation>모델의 기본값으로</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>모든 클래스</translation>
    </message>
</context>
<context>
    <name>Detecting</name>
    <message>
        <source>{}: events found: {}</source>
        <translation>{}: 찾은 이벤트 {}개</translation>
    </message>
    <message>
        <source>Detecting with {}</source>
        <translation>{}(으)로 탐지하는 중</translation>
    </message>
    <message>
        <source>Reading the detections</source>
        <translation>탐지 결과를 읽는 중</translation>
    </message>
    <message>
        <source>Labels made on the lane {}: {}</source>
        <translation>{} 레인에 만든 레이블: {}개</translation>
    </message>
    <message>
        <source>Export scores</source>
        <translation>점수 내보내기</translation>
    </message>
    <message>
        <source>Table of scores</source>
        <translation>점수 표</translation>
    </message>
    <message>
        <source>Writing {}</source>
        <translation>{} 기록 중</translation>
    </message>
    <message>
        <source>Scores written to {}</source>
        <translation>점수를 {}에 기록했습니다</translation>
    </message>
</context>
<context>
    <name>DetectionLanes</name>
    <message>
        <source>Detections</source>
        <translation>탐지 결과</translation>
    </message>
    <message>
        <source>Scroll the detections</source>
        <translation>탐지 결과 스크롤</translation>
    </message>
    <message>
        <source>This file has no sound.</source>
        <translation>이 파일에는 소리가 없습니다.</translation>
    </message>
    <message>
        <source>Nothing was detected yet: choose a model in the panel “Detect”, or press Ctrl+Shift+D.</source>
        <translation>아직 탐지한 것이 없습니다. “탐지” 패널에서 모델을 고르거나 Ctrl+Shift+D를 누르세요.</translation>
    </message>
    <message>
        <source>All models are hidden: tick one in the panel “Detect”.</source>
        <translation>모든 모델이 숨겨져 있습니다. “탐지” 패널에서 하나를 켜세요.</translation>
    </message>
    <message>
        <source>No class has an event or a notable score. “Show all classes” shows them.</source>
        <translation>이벤트나 눈에 띄는 점수가 있는 클래스가 없습니다. “모든 클래스 보기”를 켜면 보입니다.</translation>
    </message>
    <message>
        <source>labels</source>
        <comment>row of labels, at most 6 letters</comment>
        <translation>레이블</translation>
    </message>
    <message>
        <source>{}: click to move the threshold of this class alone</source>
        <translation>{}: 누르면 이 클래스의 임계값만 옮길 수 있습니다</translation>
    </message>
    <message>
        <source>The curve is the score, from 0 to 1; below it is a row of events for each model that knows the class, and one for the labels</source>
        <translation>곡선은 0에서 1까지의 점수입니다. 그 아래에는 이 클래스를 아는 모델마다 이벤트 한 줄과 레이블 한 줄이 있습니다</translation>
    </message>
    <message>
        <source>Threshold {score} of {name}: drag it; with Shift, that of all classes</source>
        <translation>{name}의 문턱값 {score}: 끌어서 옮기세요. Shift를 누르면 모든 클래스의 문턱값이 바뀝니다</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>Score {}</source>
        <translation>점수 {}</translation>
    </message>
    <message>
        <source>true</source>
        <translation>맞음</translation>
    </message>
    <message>
        <source>false</source>
        <translation>틀림</translation>
    </message>
    <message>
        <source>found</source>
        <translation>찾음</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>놓침</translation>
    </message>
</context>
<context>
    <name>DetectionPanel</name>
    <message>
        <source>The model finds which sounds there are and when. Its scores are kept, so that sliders move the events afterwards without listening again.</source>
        <translation>모델이 어떤 소리가 언제 나는지 찾습니다. 점수를 보관하므로, 나중에 다시 듣지 않고도 슬라이더로 이벤트를 옮길 수 있습니다.</translation>
    </message>
    <message>
        <source>Show all classes</source>
        <translation>모든 클래스 보기</translation>
    </message>
    <message>
        <source>Lanes of classes without events and without a notable score, too</source>
        <translation>이벤트도 눈에 띄는 점수도 없는 클래스의 레인까지 보입니다</translation>
    </message>
    <message>
        <source>Against the labels</source>
        <translation>레이블과 비교</translation>
    </message>
    <message>
        <source>From scores to events</source>
        <translation>점수에서 이벤트로</translation>
    </message>
    <message>
        <source>In the whole clip</source>
        <translation>전체 클립에서</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>가져오기…</translation>
    </message>
    <message>
        <source>Add a model of your own, from a file or a folder</source>
        <translation>파일이나 폴더에서 자신의 모델을 추가합니다</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>Whole recording</source>
        <translation>전체 녹음</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>선택 구간</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>탐지</translation>
    </message>
    <message>
        <source>Progress of the detection</source>
        <translation>탐지 진행률</translation>
    </message>
    <message>
        <source>Make labels</source>
        <translation>레이블 만들기</translation>
    </message>
    <message>
        <source>The events of the chosen model become labels, on a lane of its name</source>
        <translation>고른 모델의 이벤트가 그 이름의 레인에 레이블로 들어갑니다</translation>
    </message>
    <message>
        <source>Export scores…</source>
        <translation>점수 내보내기…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Take the chosen model off the list</source>
        <translation>고른 모델을 목록에서 뺍니다</translation>
    </message>
    <message>
        <source>There is no model yet: import one, or train one.</source>
        <translation>아직 모델이 없습니다. 가져오거나 학습하세요.</translation>
    </message>
    <message>
        <source>{classes} classes · {weights} weights · {licence}</source>
        <translation>클래스 {classes}개 · 가중치 {weights}개 · {licence}</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} 남음</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close this view; the View menu brings it back</source>
        <translation>이 보기를 닫습니다. 보기 메뉴에서 다시 열 수 있습니다</translation>
    </message>
    <message>
        <source>Float or dock this view</source>
        <translation>이 보기를 띄우거나 붙입니다</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Video</source>
        <translation>비디오</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>탐지</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>들어 보기</translation>
    </message>
    <message>
        <source>Locate</source>
        <translation>위치 찾기</translation>
    </message>
    <message>
        <source>Spectrogram settings</source>
        <translation>스펙트로그램 설정</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Sound, video, projects and labels (*);;Projects (*.auralens)</source>
        <translation>소리, 비디오, 프로젝트, 레이블 (*);;프로젝트 (*.auralens)</translation>
    </message>
    <message>
        <source>Opening {}</source>
        <translation>{} 여는 중</translation>
    </message>
    <message>
        <source>Preparing the sample</source>
        <translation>예제 준비 중</translation>
    </message>
    <message>
        <source>Unsaved labels</source>
        <translation>저장하지 않은 레이블</translation>
    </message>
    <message>
        <source>The labels of {} are not saved.</source>
        <translation>{}의 레이블이 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>Sound track</source>
        <translation>오디오 트랙</translation>
    </message>
    <message>
        <source>{} has several sound tracks:</source>
        <translation>{}에 오디오 트랙이 여러 개 있습니다:</translation>
    </message>
</context>
<context>
    <name>EventTable</name>
    <message>
        <source>“{}” is no time: type 75.5 or h:mm:ss.mmm (0:01:15.500).</source>
        <translation>“{}”은(는) 시간이 아닙니다. 75.5 또는 h:mm:ss.mmm(0:01:15.500) 형식으로 입력하세요.</translation>
    </message>
    <message>
        <source>“{}” is no time: after a colon 59 is the most.</source>
        <translation>“{}”은(는) 시간이 아닙니다. 콜론 뒤에는 59까지만 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>“{}” is no number: type digits, or leave the cell empty.</source>
        <translation>“{}”은(는) 숫자가 아닙니다. 숫자를 입력하거나 칸을 비워 두세요.</translation>
    </message>
    <message>
        <source>“{}” is no verdict: choose open, verified or rejected.</source>
        <translation>“{}”은(는) 판정이 아닙니다. 미판정, 확인됨, 거부됨 가운데 고르세요.</translation>
    </message>
    <message>
        <source>It cannot begin at {} and end at {}: type an end after that.</source>
        <translation>{}에 시작해 {}에 끝날 수 없습니다. 더 늦은 끝을 입력하세요.</translation>
    </message>
    <message>
        <source>The recording ends at {}: type a time before that.</source>
        <translation>녹음은 {}에 끝납니다. 그보다 이른 시간을 입력하세요.</translation>
    </message>
    <message>
        <source>The band {}–{} Hz cannot be: low &lt; high, between 0 and {} Hz.</source>
        <translation>{}–{} Hz 대역은 쓸 수 없습니다. 하한 &lt; 상한이고 0에서 {} Hz 사이여야 합니다.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>레인</translation>
    </message>
    <message>
        <source>Onset</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>Duration (s)</source>
        <translation>길이 (s)</translation>
    </message>
    <message>
        <source>Low (Hz)</source>
        <translation>하한 (Hz)</translation>
    </message>
    <message>
        <source>High (Hz)</source>
        <translation>상한 (Hz)</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>No events yet.</source>
        <translation>아직 이벤트가 없습니다.</translation>
    </message>
    <message>
        <source>No event fits the filter (of {}).</source>
        <translation>필터에 맞는 이벤트가 없습니다 (전체 {}개).</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>Table of events</source>
        <translation>이벤트 표</translation>
    </message>
    <message>
        <source>Filter: dog score&gt;0.5</source>
        <translation>필터: dog score&gt;0.5</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>이벤트 필터</translation>
    </message>
    <message>
        <source>Words are looked for in label and lane.
label:dog  lane:birds  verdict:open
score&gt;0.5  onset&gt;=1:30  duration&lt;2  low&gt;500  high&lt;8000
-word leaves out what has it; &quot;two words&quot; belong together.</source>
        <translation>단어는 레이블과 레인에서 찾습니다.
label:dog  lane:birds  verdict:open
score&gt;0.5  onset&gt;=1:30  duration&lt;2  low&gt;500  high&lt;8000
-단어는 그 단어가 있는 것을 뺍니다. &quot;두 단어&quot;는 함께 찾습니다.</translation>
    </message>
    <message>
        <source>Show by verdict</source>
        <translation>판정별로 보기</translation>
    </message>
    <message>
        <source>All verdicts</source>
        <translation>모든 판정</translation>
    </message>
    <message>
        <source>{} of {} · {} verified</source>
        <translation>{} / {} · 확인됨 {}</translation>
    </message>
    <message>
        <source>The filter does not understand “{}”: see its tool tip.</source>
        <translation>필터가 “{}”을(를) 이해하지 못합니다. 도움말 풍선을 보세요.</translation>
    </message>
    <message>
        <source>Go to it</source>
        <translation>여기로 이동</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Edit the cell</source>
        <translation>칸 편집</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>거부</translation>
    </message>
    <message>
        <source>Take the verdict back</source>
        <translation>판정 취소</translation>
    </message>
    <message>
        <source>Export sound…</source>
        <translation>소리 내보내기…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>verified</source>
        <translation>확인됨</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>거부됨</translation>
    </message>
    <message>
        <source>open</source>
        <translation>미판정</translation>
    </message>
    <message>
        <source>Score {}</source>
        <translation>점수 {}</translation>
    </message>
    <message>
        <source>Lane {}</source>
        <translation>레인 {}</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Import labels</source>
        <translation>레이블 가져오기</translation>
    </message>
    <message>
        <source>Label files</source>
        <translation>레이블 파일</translation>
    </message>
    <message>
        <source>Reading {}</source>
        <translation>{} 읽는 중</translation>
    </message>
    <message>
        <source>{} holds labels of several recordings:</source>
        <translation>{}에 여러 녹음의 레이블이 있습니다:</translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation>레이블 내보내기</translation>
    </message>
    <message>
        <source>Writing {}</source>
        <translation>{} 쓰는 중</translation>
    </message>
    <message>
        <source>There are no events to export.</source>
        <translation>내보낼 이벤트가 없습니다.</translation>
    </message>
    <message>
        <source>Folder for the sound files</source>
        <translation>소리 파일을 둘 폴더</translation>
    </message>
    <message>
        <source>Exporting sounds</source>
        <translation>소리 내보내는 중</translation>
    </message>
    <message>
        <source>Events read from {}: {}</source>
        <translation>{}에서 읽은 이벤트: {}개</translation>
    </message>
    <message>
        <source>Events written to {}: {}</source>
        <translation>{}에 기록한 이벤트: {}개</translation>
    </message>
    <message>
        <source>Sound files written to {}: {}</source>
        <translation>{}에 기록한 소리 파일: {}개</translation>
    </message>
    <message>
        <source>All views, one below the other</source>
        <translation>모든 보기를 위아래로</translation>
    </message>
    <message>
        <source>Video frame</source>
        <translation>비디오 프레임</translation>
    </message>
    <message>
        <source>Export figure</source>
        <translation>그림 내보내기</translation>
    </message>
    <message>
        <source>Drawing the figure; Esc stops it</source>
        <translation>그림을 그리는 중. Esc로 중지합니다</translation>
    </message>
    <message>
        <source>Figure written to {}</source>
        <translation>그림을 {}에 썼습니다</translation>
    </message>
    <message>
        <source>The figure was stopped; nothing was written</source>
        <translation>그림 그리기를 중지했습니다. 아무것도 쓰지 않았습니다</translation>
    </message>
    <message>
        <source>Which events?</source>
        <translation>어떤 이벤트를 내보낼까요?</translation>
    </message>
    <message>
        <source>{} of {} events are verified.</source>
        <translation>확인된 이벤트: {} / {}</translation>
    </message>
    <message>
        <source>Verified only</source>
        <translation>확인된 것만</translation>
    </message>
    <message>
        <source>All</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>{} is there already. Replace it?</source>
        <translation>{} 파일이 이미 있습니다. 바꿀까요?</translation>
    </message>
    <message>
        <source>Replace?</source>
        <translation>바꾸기</translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>Export figure</source>
        <translation>그림 내보내기</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>너비</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>높이</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>해상도</translation>
    </message>
    <message>
        <source>On white, for print</source>
        <translation>인쇄용 흰 바탕</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>{name}: give a figure the ending .png or .svg.</source>
        <translation>{name}: 그림 파일의 확장자는 .png 또는 .svg여야 합니다.</translation>
    </message>
    <message>
        <source>A figure cannot be {size} pixels; 16 to {most} can be.</source>
        <translation>그림은 {size}픽셀일 수 없습니다. 16에서 {most}까지 됩니다.</translation>
    </message>
    <message>
        <source>the figure could not be written</source>
        <translation>그림을 쓸 수 없습니다</translation>
    </message>
</context>
<context>
    <name>HearingTable</name>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>By chance</source>
        <translation>무작위</translation>
    </message>
    <message>
        <source>Loudest</source>
        <translation>가장 큰 소리</translation>
    </message>
    <message>
        <source>The model&apos;s score of the class</source>
        <translation>이 종류에 대한 모델의 점수</translation>
    </message>
    <message>
        <source>With random patches of equal area</source>
        <translation>같은 넓이의 무작위 조각을 남길 때</translation>
    </message>
    <message>
        <source>With the loudest places of equal area</source>
        <translation>같은 넓이에서 가장 큰 소리를 남길 때</translation>
    </message>
    <message>
        <source>1  Original</source>
        <translation>1  원래 소리</translation>
    </message>
    <message>
        <source>2  Kept</source>
        <translation>2  남긴 소리</translation>
    </message>
    <message>
        <source>3  Removed</source>
        <translation>3  뺀 소리</translation>
    </message>
    <message>
        <source>AI: 100 if what is kept scores higher than the whole. AD: how much of the score is lost, in percent. FF: how far the score falls without what is kept.</source>
        <translation>AI: 남긴 소리의 점수가 전체보다 높으면 100. AD: 점수가 줄어든 비율(%). FF: 남긴 소리를 빼면 점수가 얼마나 떨어지는지.</translation>
    </message>
    <message>
        <source>AI {:.0f} · AD {:.1f} · FF {:.3f}</source>
        <translation>AI {:.0f} · AD {:.1f} · FF {:.3f}</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress of the running job</source>
        <translation>실행 중인 작업의 진행</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>중지 (Esc)</translation>
    </message>
    <message>
        <source>Stop the running job</source>
        <translation>실행 중인 작업 중지</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} 남음</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>탐지</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Locate</source>
        <translation>위치 찾기</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>열기…</translation>
    </message>
    <message>
        <source>Open beside…</source>
        <translation>옆에 열기…</translation>
    </message>
    <message>
        <source>Open the sample recording</source>
        <translation>예제 녹음 열기</translation>
    </message>
    <message>
        <source>Open the sample video</source>
        <translation>예제 비디오 열기</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>프로젝트 저장</translation>
    </message>
    <message>
        <source>Save project as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>레이블 가져오기…</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>레이블 내보내기…</translation>
    </message>
    <message>
        <source>Export events as sound files…</source>
        <translation>이벤트를 소리 파일로 내보내기…</translation>
    </message>
    <message>
        <source>Export figure…</source>
        <translation>그림 내보내기…</translation>
    </message>
    <message>
        <source>About this recording…</source>
        <translation>이 녹음에 대하여…</translation>
    </message>
    <message>
        <source>Close recording</source>
        <translation>녹음 닫기</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Pick all events</source>
        <translation>모든 이벤트 선택</translation>
    </message>
    <message>
        <source>Clear selection, stop the running job</source>
        <translation>선택 해제, 실행 중인 작업 중지</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>이벤트 필터</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>재생 또는 일시 정지</translation>
    </message>
    <message>
        <source>Play the selection only</source>
        <translation>선택 구간만 재생</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>반복</translation>
    </message>
    <message>
        <source>Hear the original</source>
        <translation>원본 듣기</translation>
    </message>
    <message>
        <source>Hear what the mask keeps, or the selected band only</source>
        <translation>마스크가 남긴 소리, 또는 선택한 대역만 듣기</translation>
    </message>
    <message>
        <source>Hear what the mask removes, or all but the selected band</source>
        <translation>마스크가 뺀 소리, 또는 선택한 대역을 뺀 소리 듣기</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>느리게</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>빠르게</translation>
    </message>
    <message>
        <source>Normal speed</source>
        <translation>보통 속도</translation>
    </message>
    <message>
        <source>Step back one frame</source>
        <translation>한 프레임 뒤로</translation>
    </message>
    <message>
        <source>Step forward one frame</source>
        <translation>한 프레임 앞으로</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>처음으로</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>끝으로</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>더 크게</translation>
    </message>
    <message>
        <source>Quieter</source>
        <translation>더 작게</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation>선택 구간 확대</translation>
    </message>
    <message>
        <source>Back to the last view</source>
        <translation>이전 화면으로</translation>
    </message>
    <message>
        <source>One row of labels for each name</source>
        <translation>레이블 이름마다 한 줄</translation>
    </message>
    <message>
        <source>Scroll back</source>
        <translation>뒤로 넘기기</translation>
    </message>
    <message>
        <source>Scroll forward</source>
        <translation>앞으로 넘기기</translation>
    </message>
    <message>
        <source>Link the time axes</source>
        <translation>시간축 연결</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>창의 다음 부분으로</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>배치 초기화</translation>
    </message>
    <message>
        <source>Make a label from the selection</source>
        <translation>선택 구간으로 레이블 만들기</translation>
    </message>
    <message>
        <source>Next event</source>
        <translation>다음 이벤트</translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation>이전 이벤트</translation>
    </message>
    <message>
        <source>Verify, and go to the next</source>
        <translation>확인하고 다음으로</translation>
    </message>
    <message>
        <source>Reject, and go to the next</source>
        <translation>거부하고 다음으로</translation>
    </message>
    <message>
        <source>Take the verdict back</source>
        <translation>판정 취소</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>레이블 바꾸기…</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Split at the cursor</source>
        <translation>커서에서 나누기</translation>
    </message>
    <message>
        <source>Merge the picked events</source>
        <translation>선택한 이벤트 합치기</translation>
    </message>
    <message>
        <source>Move left</source>
        <translation>왼쪽으로 옮기기</translation>
    </message>
    <message>
        <source>Move right</source>
        <translation>오른쪽으로 옮기기</translation>
    </message>
    <message>
        <source>Start earlier</source>
        <translation>시작을 앞으로</translation>
    </message>
    <message>
        <source>Start later</source>
        <translation>시작을 뒤로</translation>
    </message>
    <message>
        <source>End earlier</source>
        <translation>끝을 앞으로</translation>
    </message>
    <message>
        <source>End later</source>
        <translation>끝을 뒤로</translation>
    </message>
    <message>
        <source>New lane…</source>
        <translation>새 레인…</translation>
    </message>
    <message>
        <source>Delete the picked events</source>
        <translation>선택한 이벤트 삭제</translation>
    </message>
    <message>
        <source>Detect sounds</source>
        <translation>소리 탐지</translation>
    </message>
    <message>
        <source>Stop detecting</source>
        <translation>탐지 중지</translation>
    </message>
    <message>
        <source>Next detection</source>
        <translation>다음 탐지</translation>
    </message>
    <message>
        <source>Previous detection</source>
        <translation>이전 탐지</translation>
    </message>
    <message>
        <source>Make labels of detections</source>
        <translation>탐지 결과로 레이블 만들기</translation>
    </message>
    <message>
        <source>Export scores…</source>
        <translation>점수 내보내기…</translation>
    </message>
    <message>
        <source>Import a model…</source>
        <translation>모델 가져오기…</translation>
    </message>
    <message>
        <source>Train a model…</source>
        <translation>모델 학습…</translation>
    </message>
    <message>
        <source>Operating curves…</source>
        <translation>동작 곡선…</translation>
    </message>
    <message>
        <source>Frequency bands of each class…</source>
        <translation>클래스별 주파수 대역…</translation>
    </message>
    <message>
        <source>Saliency…</source>
        <translation>중요도 지도…</translation>
    </message>
    <message>
        <source>Explain what is heard</source>
        <translation>들리는 소리 설명하기</translation>
    </message>
    <message>
        <source>Stop explaining</source>
        <translation>설명 멈추기</translation>
    </message>
    <message>
        <source>Hear the other explanation</source>
        <translation>다른 설명 듣기</translation>
    </message>
    <message>
        <source>Save sound, mask and picture…</source>
        <translation>소리, 마스크, 그림 저장…</translation>
    </message>
    <message>
        <source>Take the explanation away</source>
        <translation>설명 치우기</translation>
    </message>
    <message>
        <source>Locate sounds in the picture</source>
        <translation>영상에서 소리의 위치 찾기</translation>
    </message>
    <message>
        <source>Where the picked event comes from</source>
        <translation>고른 이벤트가 나는 곳</translation>
    </message>
    <message>
        <source>Stop locating</source>
        <translation>위치 찾기 멈추기</translation>
    </message>
    <message>
        <source>Save the located picture…</source>
        <translation>위치를 찾은 장면 저장…</translation>
    </message>
    <message>
        <source>Save the located film…</source>
        <translation>위치를 찾은 동영상 저장…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Show the log file</source>
        <translation>로그 파일 보기</translation>
    </message>
    <message>
        <source>About Auralens</source>
        <translation>Auralens 정보</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>Ctrl + 휠</translation>
    </message>
    <message>
        <source>Zoom time at the cursor</source>
        <translation>커서 위치에서 시간 확대</translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation>Shift + 휠</translation>
    </message>
    <message>
        <source>Move in time</source>
        <translation>시간 이동</translation>
    </message>
    <message>
        <source>Alt + wheel</source>
        <translation>Alt + 휠</translation>
    </message>
    <message>
        <source>Zoom frequency</source>
        <translation>주파수 확대</translation>
    </message>
    <message>
        <source>Ctrl + Shift + wheel</source>
        <translation>Ctrl + Shift + 휠</translation>
    </message>
    <message>
        <source>Zoom frequency, where the desktop uses Alt + wheel itself</source>
        <translation>주파수 확대·축소 (바탕 화면이 Alt + 휠을 따로 쓰는 경우)</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>휠</translation>
    </message>
    <message>
        <source>Scroll the lanes; over pictures, move in time</source>
        <translation>레인 스크롤, 그림 위에서는 시간 이동</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>클릭</translation>
    </message>
    <message>
        <source>Set the cursor, or pick an event</source>
        <translation>커서를 놓거나 이벤트 선택</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>끌기</translation>
    </message>
    <message>
        <source>Select time and frequency; over lanes, make or move a label</source>
        <translation>시간과 주파수 선택, 레인 위에서는 레이블을 만들거나 옮기기</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>Shift + 끌기</translation>
    </message>
    <message>
        <source>Over lanes, pick the events in a box; else stretch the selection</source>
        <translation>레인 위에서는 상자 안의 이벤트 선택, 그 밖에는 선택 구간 늘이기</translation>
    </message>
    <message>
        <source>Alt while dragging</source>
        <translation>끄는 동안 Alt</translation>
    </message>
    <message>
        <source>Over lanes, let go of the edges</source>
        <translation>레인 위에서 가장자리 맞춤 해제</translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation>가운데 단추로 끌기</translation>
    </message>
    <message>
        <source>Drag a dashed line</source>
        <translation>점선 끌기</translation>
    </message>
    <message>
        <source>Over detections, move the threshold; with Shift, of all classes</source>
        <translation>탐지 결과 위에서 임계값 옮기기, Shift와 함께 모든 클래스</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>두 번 클릭</translation>
    </message>
    <message>
        <source>Zoom to the selection; on a label, rename it</source>
        <translation>선택 구간 확대, 레이블 위에서는 이름 바꾸기</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Search the keys</source>
        <translation>단축키 검색</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>마우스</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>하는 일</translation>
    </message>
</context>
<context>
    <name>LabelLanes</name>
    <message>
        <source>Label lanes</source>
        <translation>레이블 레인</translation>
    </message>
    <message>
        <source>Scroll the lanes</source>
        <translation>레인 스크롤</translation>
    </message>
    <message>
        <source>Drag here, or select and press Ctrl+B, to make a label.</source>
        <translation>여기서 끌거나, 선택한 뒤 Ctrl+B를 눌러 레이블을 만드세요.</translation>
    </message>
    <message>
        <source>{} events picked</source>
        <translation>이벤트 {}개 선택됨</translation>
    </message>
    <message>
        <source>{}
{} events</source>
        <translation>{}
이벤트 {}개</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>Name of the lane</source>
        <translation>레인 이름</translation>
    </message>
    <message>
        <source>Lane {}</source>
        <translation>레인 {}</translation>
    </message>
</context>
<context>
    <name>LaneMenu</name>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Zoom to it</source>
        <translation>여기로 확대</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>레이블 바꾸기…</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>거부</translation>
    </message>
    <message>
        <source>Take the verdict back</source>
        <translation>판정 취소</translation>
    </message>
    <message>
        <source>Export sound…</source>
        <translation>소리 내보내기…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Rename lane…</source>
        <translation>레인 이름 바꾸기…</translation>
    </message>
    <message>
        <source>Add lane…</source>
        <translation>레인 추가…</translation>
    </message>
    <message>
        <source>Delete lane and its labels</source>
        <translation>레인과 그 레이블 삭제</translation>
    </message>
    <message>
        <source>Pick all in this row</source>
        <translation>이 줄 모두 선택</translation>
    </message>
    <message>
        <source>Make a label here</source>
        <translation>여기에 레이블 만들기</translation>
    </message>
    <message>
        <source>Pick all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Move to lane</source>
        <translation>레인으로 옮기기</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Split at the cursor</source>
        <translation>커서에서 나누기</translation>
    </message>
    <message>
        <source>Merge the picked</source>
        <translation>선택한 것 합치기</translation>
    </message>
    <message>
        <source>One row per lane</source>
        <translation>레인마다 한 줄</translation>
    </message>
    <message>
        <source>One row per label</source>
        <translation>레이블마다 한 줄</translation>
    </message>
    <message>
        <source>Snap to edges (hold Alt to let go)</source>
        <translation>가장자리에 맞추기 (Alt를 누르면 해제)</translation>
    </message>
</context>
<context>
    <name>LateDecoding</name>
    <message>
        <source>Finding the events</source>
        <translation>이벤트를 찾는 중</translation>
    </message>
</context>
<context>
    <name>ListenPanel</name>
    <message>
        <source>An explanation is not a source separation: what is kept is what the model goes by, with all that sounds at the same time and pitch.</source>
        <translation>설명은 음원 분리가 아닙니다. 남긴 소리는 모델이 근거로 삼은 소리이며, 같은 때 같은 높이에서 나는 모든 소리가 함께 들립니다.</translation>
    </message>
    <message>
        <source>What is heard</source>
        <translation>듣는 소리</translation>
    </message>
    <message>
        <source>From map to mask</source>
        <translation>지도에서 마스크로</translation>
    </message>
    <message>
        <source>Over the spectrogram</source>
        <translation>스펙트로그램 위에</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Beside it</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>Explain by this model and method too, on a spectrogram of its own, to compare</source>
        <translation>이 모델과 방법으로도 설명하여 따로 스펙트로그램에 놓고 비교합니다</translation>
    </message>
    <message>
        <source>Progress of the explanation</source>
        <translation>설명 진행</translation>
    </message>
    <message>
        <source>Which explanation is heard</source>
        <translation>어느 설명을 듣는지</translation>
    </message>
    <message>
        <source>Percentile</source>
        <translation>백분위수</translation>
    </message>
    <message>
        <source>Steepness δ</source>
        <translation>가파름 δ</translation>
    </message>
    <message>
        <source>Cells over the threshold are kept the more sharply the higher this is: the gain is 10 to this power</source>
        <translation>높을수록 문턱값을 넘는 칸이 뚜렷이 갈라집니다. 이득은 10의 이 거듭제곱입니다</translation>
    </message>
    <message>
        <source>Hard mask</source>
        <translation>딱 자르는 마스크</translation>
    </message>
    <message>
        <source>Cells of the percentile</source>
        <translation>백분위수를 재는 칸</translation>
    </message>
    <message>
        <source>Cells of the map</source>
        <translation>지도의 칸</translation>
    </message>
    <message>
        <source>Bands of the map on all frames</source>
        <translation>모든 프레임에서 지도의 대역</translation>
    </message>
    <message>
        <source>All bins on all frames</source>
        <translation>모든 프레임의 모든 주파수 칸</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>기준</translation>
    </message>
    <message>
        <source>Show the map</source>
        <translation>지도 보이기</translation>
    </message>
    <message>
        <source>Contour of the mask</source>
        <translation>마스크 윤곽선</translation>
    </message>
    <message>
        <source>Grey spectrogram</source>
        <translation>스펙트로그램을 회색으로</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>불투명도</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>저장…</translation>
    </message>
    <message>
        <source>Kept and removed sound, map, mask, picture and all figures, into a folder</source>
        <translation>남긴 소리와 뺀 소리, 지도, 마스크, 그림, 모든 수치를 폴더에</translation>
    </message>
    <message>
        <source>What the model sees…</source>
        <translation>모델이 보는 것…</translation>
    </message>
    <message>
        <source>The features as the network gets them</source>
        <translation>신경망에 들어가는 그대로의 특징</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>치우기</translation>
    </message>
    <message>
        <source>This stretch is silent: whatever the model names here, it heard nothing</source>
        <translation>이 구간은 무음입니다. 모델이 무엇이라 하든 들은 것은 없습니다</translation>
    </message>
    <message>
        <source>Most of the map is nothing: the threshold is a floor of {:.3f}</source>
        <translation>지도가 대부분 비어 있어 문턱값을 바닥값 {:.3f}로 둡니다</translation>
    </message>
    <message>
        <source>Threshold {:.3f}</source>
        <translation>문턱값 {:.3f}</translation>
    </message>
    <message>
        <source>The mask as it was fitted</source>
        <translation>맞춘 그대로의 마스크</translation>
    </message>
    <message>
        <source>Nothing speaks for the class, so nothing is kept</source>
        <translation>이 종류를 뒷받침하는 것이 없어 아무것도 남지 않습니다</translation>
    </message>
    <message>
        <source>{:.0f} % of the cells are kept</source>
        <translation>칸의 {:.0f} %가 남습니다</translation>
    </message>
    <message>
        <source>the model hardly hears this class here ({:.3f}): a mask can talk it into it</source>
        <translation>모델은 여기서 이 종류를 거의 듣지 못합니다 ({:.3f}). 마스크가 모델을 속일 수 있습니다</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} 남음</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>멈추기</translation>
    </message>
</context>
<context>
    <name>Listening</name>
    <message>
        <source>Explaining with {}</source>
        <translation>{} 모델로 설명하는 중</translation>
    </message>
    <message>
        <source>A folder for sound, mask and picture</source>
        <translation>소리, 마스크, 그림을 둘 폴더</translation>
    </message>
    <message>
        <source>Writing {}</source>
        <translation>{} 쓰는 중</translation>
    </message>
    <message>
        <source>Written to {}</source>
        <translation>{}에 저장했습니다</translation>
    </message>
</context>
<context>
    <name>LocalizationCurves</name>
    <message>
        <source>Localization over time</source>
        <translation>시간에 따른 소리 위치</translation>
    </message>
    <message>
        <source>Nothing was localized yet: choose models in the panel “Locate”, or press Ctrl+Shift+L.</source>
        <translation>아직 위치를 찾지 않았습니다. “위치 찾기” 패널에서 모델을 고르거나 Ctrl+Shift+L을 누르십시오.</translation>
    </message>
    <message>
        <source>This sound was not tried yet.</source>
        <translation>이 소리로는 아직 해 보지 않았습니다.</translation>
    </message>
    <message>
        <source>{}: mean confidence {:.3f}, abstains in {} of {}</source>
        <translation>{}: 평균 확신도 {:.3f}, 판단 보류 {} / {}</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>확신도</translation>
    </message>
    <message>
        <source>peak</source>
        <translation>최댓값</translation>
    </message>
    <message>
        <source>marked place</source>
        <translation>표시한 곳</translation>
    </message>
</context>
<context>
    <name>Localizing</name>
    <message>
        <source>A sound to hear with the picture</source>
        <translation>영상과 함께 들을 소리</translation>
    </message>
    <message>
        <source>Moments looked at: {}</source>
        <translation>살펴본 순간: {}</translation>
    </message>
    <message>
        <source>Locating</source>
        <translation>위치 찾는 중</translation>
    </message>
    <message>
        <source>True boxes</source>
        <translation>정답 상자</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>상자</translation>
    </message>
    <message>
        <source>Reading {}</source>
        <translation>{} 읽는 중</translation>
    </message>
    <message>
        <source>Writing {}</source>
        <translation>{} 쓰는 중</translation>
    </message>
    <message>
        <source>Picture written to {}</source>
        <translation>그림을 {}에 저장했습니다</translation>
    </message>
    <message>
        <source>Film written to {}</source>
        <translation>동영상을 {}에 저장했습니다</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
</context>
<context>
    <name>LocatePanel</name>
    <message>
        <source>The models find where in the picture a sound comes from. They were trained on sounds and pictures that were paired by class: a map shows what looks like the sound.</source>
        <translation>모델이 영상에서 소리가 나는 곳을 찾습니다. 종류별로 짝지은 소리와 사진으로 학습했으므로, 지도는 소리에 어울려 보이는 곳을 나타냅니다.</translation>
    </message>
    <message>
        <source>Heard with the picture</source>
        <translation>영상과 함께 들은 소리</translation>
    </message>
    <message>
        <source>At this moment</source>
        <translation>지금 이 순간</translation>
    </message>
    <message>
        <source>How it is drawn</source>
        <translation>그리는 방식</translation>
    </message>
    <message>
        <source>First model</source>
        <translation>첫째 모델</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>둘째 모델</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>Whole recording</source>
        <translation>녹음 전체</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>선택 영역</translation>
    </message>
    <message>
        <source>Maps per second</source>
        <translation>초당 지도 수</translation>
    </message>
    <message>
        <source>{:g} maps/s</source>
        <translation>초당 {:g}장</translation>
    </message>
    <message>
        <source>Locate</source>
        <translation>위치 찾기</translation>
    </message>
    <message>
        <source>Progress of the localization</source>
        <translation>위치 찾기 진행</translation>
    </message>
    <message>
        <source>A map that stays as it is with silence or another sound follows the object, not the sound</source>
        <translation>무음이나 다른 소리에도 그대로인 지도는 소리가 아니라 물체를 따라간 것입니다</translation>
    </message>
    <message>
        <source>The recording&apos;s own sound</source>
        <translation>녹음의 원래 소리</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>잡음</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>다른 파일…</translation>
    </message>
    <message>
        <source>What the explanation keeps</source>
        <translation>설명이 남긴 소리</translation>
    </message>
    <message>
        <source>True boxes…</source>
        <translation>정답 상자…</translation>
    </message>
    <message>
        <source>A table of boxes (start_s, end_s, x0, y0, x1, y1, in pixels), to measure the maps against</source>
        <translation>지도를 재는 기준이 되는 상자의 표 (start_s, end_s, x0, y0, x1, y1, 픽셀 단위)</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>배치</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>First model only</source>
        <translation>첫째 모델만</translation>
    </message>
    <message>
        <source>Second model only</source>
        <translation>둘째 모델만</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>불투명도</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>문턱값</translation>
    </message>
    <message>
        <source>Contour</source>
        <translation>윤곽선</translation>
    </message>
    <message>
        <source>A line around what lies above the threshold</source>
        <translation>문턱값을 넘는 곳을 두르는 선</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>상자</translation>
    </message>
    <message>
        <source>A box around the part with the peak, where the model does not abstain</source>
        <translation>모델이 판단을 보류하지 않을 때, 최댓값이 있는 부분을 두르는 상자</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>그림 저장…</translation>
    </message>
    <message>
        <source>The frame at the cursor with the maps, as PNG</source>
        <translation>커서 위치의 장면을 지도와 함께 PNG로</translation>
    </message>
    <message>
        <source>Save film…</source>
        <translation>동영상 저장…</translation>
    </message>
    <message>
        <source>The localized stretch, models side by side, with the sound that they heard</source>
        <translation>위치를 찾은 구간을 모델별로 나란히, 모델이 들은 소리와 함께</translation>
    </message>
    <message>
        <source>No second model</source>
        <translation>둘째 모델 없음</translation>
    </message>
    <message>
        <source>No map at the cursor.</source>
        <translation>커서 위치에 지도가 없습니다.</translation>
    </message>
    <message>
        <source>confidence {:.3f}</source>
        <translation>확신도 {:.3f}</translation>
    </message>
    <message>
        <source>peak {:.3f}</source>
        <translation>최댓값 {:.3f}</translation>
    </message>
    <message>
        <source>abstains</source>
        <translation>판단 보류</translation>
    </message>
    <message>
        <source>CIoU {:.2f}</source>
        <translation>CIoU {:.2f}</translation>
    </message>
    <message>
        <source>peak in the box</source>
        <translation>최댓값이 상자 안</translation>
    </message>
    <message>
        <source>peak beside the box</source>
        <translation>최댓값이 상자 밖</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} 남음</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>멈추기</translation>
    </message>
</context>
<context>
    <name>LocatedFilm</name>
    <message>
        <source>{} less {}</source>
        <translation>{} − {}</translation>
    </message>
    <message>
        <source>no map here</source>
        <translation>여기에는 지도 없음</translation>
    </message>
    <message>
        <source>full colour: ±{}</source>
        <translation>가장 진한 색: ±{}</translation>
    </message>
    <message>
        <source>{}  abstains</source>
        <translation>{}  판단 보류</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Values under the pointer</source>
        <translation>포인터 위치의 값</translation>
    </message>
</context>
<context>
    <name>MarksTable</name>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Events: of class, onset and offset are right</source>
        <translation>이벤트 기준: 클래스, 시작, 끝이 모두 맞음</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>정밀도</translation>
    </message>
    <message>
        <source>How many of the detected events are true</source>
        <translation>탐지한 이벤트 가운데 맞는 비율</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>재현율</translation>
    </message>
    <message>
        <source>How many of the labels were found</source>
        <translation>레이블 가운데 찾은 비율</translation>
    </message>
    <message>
        <source>F1 (1 s)</source>
        <translation>F1 (1초)</translation>
    </message>
    <message>
        <source>Segments of one second instead of events</source>
        <translation>이벤트 대신 1초 구간 기준</translation>
    </message>
    <message>
        <source>ER (1 s)</source>
        <translation>ER (1초)</translation>
    </message>
    <message>
        <source>Error rate of segments of one second: lower is better</source>
        <translation>1초 구간의 오류율: 낮을수록 좋습니다</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>비교 대상</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>허용 오차</translation>
    </message>
    <message>
        <source>How far onset and offset of a true event may be off; the offset by a fifth of its length, too</source>
        <translation>맞는 이벤트의 시작과 끝이 벗어나도 되는 정도. 끝은 길이의 5분의 1까지도 됩니다</translation>
    </message>
    <message>
        <source>In the lanes: solid is true, hatched false, a dashed outline missed.</source>
        <translation>레인에서 채운 막대는 맞음, 빗금은 틀림, 점선 테두리는 놓침입니다.</translation>
    </message>
    <message>
        <source>All models are hidden.</source>
        <translation>모든 모델이 숨겨져 있습니다.</translation>
    </message>
    <message>
        <source>Nothing to compare with is chosen.</source>
        <translation>비교 대상을 고르지 않았습니다.</translation>
    </message>
    <message>
        <source>There are no labels to compare with: import some, or draw them in the lanes.</source>
        <translation>비교할 레이블이 없습니다. 가져오거나 레인에 그리세요.</translation>
    </message>
    <message>
        <source>All labels</source>
        <translation>모든 레이블</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Recent</source>
        <translation>최근 파일</translation>
    </message>
    <message>
        <source>Parts of the window</source>
        <translation>창의 구성 요소</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>목록 지우기</translation>
    </message>
</context>
<context>
    <name>ModelImport</name>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>모델 가져오기</translation>
    </message>
    <message>
        <source>Reading {}</source>
        <translation>{} 읽는 중</translation>
    </message>
    <message>
        <source>“{}” is TorchScript, which is a program: opening it runs what its author wrote, with all that you may do. Do you trust where it came from?</source>
        <translation>“{}”은(는) TorchScript, 즉 프로그램입니다. 열면 만든 사람이 쓴 것이 당신의 모든 권한으로 실행됩니다. 출처를 믿습니까?</translation>
    </message>
    <message>
        <source>A program</source>
        <translation>프로그램</translation>
    </message>
    <message>
        <source>Model imported: {}</source>
        <translation>가져온 모델: {}</translation>
    </message>
    <message>
        <source>Importing {}</source>
        <translation>{} 가져오는 중</translation>
    </message>
</context>
<context>
    <name>ModelView</name>
    <message>
        <source>What was explained lies outside of what is visible.</source>
        <translation>설명한 구간이 보이는 범위 밖에 있습니다.</translation>
    </message>
</context>
<context>
    <name>OperatingPanel</name>
    <message>
        <source>Operating curves</source>
        <translation>동작 곡선</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>문턱값</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>정밀도</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>재현율</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Classes and what they reach at their thresholds</source>
        <translation>클래스와 그 문턱값에서의 성능</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>문턱값</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Pieces of time that are judged</source>
        <translation>판정하는 시간 조각</translation>
    </message>
    <message>
        <source>A class is right in a piece of time where it is both found and labelled; shorter pieces judge edges more strictly</source>
        <translation>시간 조각 안에서 클래스가 검출되고 레이블도 있으면 맞은 것입니다. 조각이 짧을수록 경계를 엄격하게 판정합니다</translation>
    </message>
    <message>
        <source>Judged in pieces of</source>
        <translation>판정 단위</translation>
    </message>
    <message>
        <source>Best F1 for this class</source>
        <translation>이 클래스의 최고 F1</translation>
    </message>
    <message>
        <source>Best F1 for all classes</source>
        <translation>모든 클래스의 최고 F1</translation>
    </message>
    <message>
        <source>Thresholds that suit these very labels; others may need others</source>
        <translation>바로 이 레이블에 맞춘 문턱값입니다. 다른 녹음에는 다른 값이 맞을 수 있습니다</translation>
    </message>
    <message>
        <source>Tracing operating curves</source>
        <translation>동작 곡선을 그리는 중</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>정밀도</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>재현율</translation>
    </message>
    <message>
        <source>Open a recording first.</source>
        <translation>먼저 녹음을 여세요.</translation>
    </message>
    <message>
        <source>Detect events in this recording first: the curves are those of a model&apos;s scores.</source>
        <translation>먼저 이 녹음에서 이벤트를 검출하세요. 곡선은 모델의 점수로 그립니다.</translation>
    </message>
    <message>
        <source>Label the events of this recording first, or import labels: the model is judged by them.</source>
        <translation>먼저 이 녹음의 이벤트에 레이블을 붙이거나 레이블을 가져오세요. 모델을 그 레이블로 판정합니다.</translation>
    </message>
    <message>
        <source>Tracing…</source>
        <translation>그리는 중…</translation>
    </message>
    <message>
        <source>None of the labels is a class of this model.</source>
        <translation>레이블 가운데 이 모델의 클래스가 없습니다.</translation>
    </message>
</context>
<context>
    <name>OverviewStrip</name>
    <message>
        <source>Overview</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>The visible part of the recording; drag it to see another.</source>
        <translation>녹음에서 보이는 부분입니다. 끌면 다른 부분을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>PaneHeader</name>
    <message>
        <source>Close recording</source>
        <translation>녹음 닫기</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>Export figure…</source>
        <translation>그림 내보내기…</translation>
    </message>
    <message>
        <source>Export figure</source>
        <translation>그림 내보내기</translation>
    </message>
    <message>
        <source>This was stopped before its end.</source>
        <translation>끝나기 전에 멈췄습니다.</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>New model: {}</source>
        <translation>새 모델: {}</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Frequency axis</source>
        <translation>주파수 축</translation>
    </message>
    <message>
        <source>Lowest frequency</source>
        <translation>최저 주파수</translation>
    </message>
    <message>
        <source>Highest frequency</source>
        <translation>최고 주파수</translation>
    </message>
    <message>
        <source>FFT size</source>
        <translation>FFT 크기</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>창 함수</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>겹침</translation>
    </message>
    <message>
        <source>Brightest level</source>
        <translation>가장 밝은 레벨</translation>
    </message>
    <message>
        <source>Darkest level</source>
        <translation>가장 어두운 레벨</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>채널</translation>
    </message>
    <message>
        <source>The channel that is seen and heard</source>
        <translation>보고 듣는 채널</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>기본값으로</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>선형</translation>
    </message>
    <message>
        <source>mel</source>
        <translation>멜</translation>
    </message>
    <message>
        <source>logarithmic</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>rectangular</source>
        <translation>직사각형</translation>
    </message>
    <message>
        <source>all, mixed</source>
        <translation>전체 혼합</translation>
    </message>
    <message>
        <source>channel {}</source>
        <translation>채널 {}</translation>
    </message>
    <message>
        <source>Resolution: {hz:.1f} Hz × {ms:.1f} ms window, one column each {hop:.1f} ms</source>
        <translation>해상도: {hz:.1f} Hz × 창 {ms:.1f} ms, {hop:.1f} ms마다 한 열</translation>
    </message>
</context>
<context>
    <name>Playback</name>
    <message>
        <source>Drag a box on the spectrogram: without its frequencies all is heard.</source>
        <translation>스펙트로그램에서 상자를 그리세요. 주파수 대역을 고르지 않으면 전체가 들립니다.</translation>
    </message>
    <message>
        <source>The PortAudio library is missing, so playback goes on without sound: install it (on Debian and Ubuntu: apt install libportaudio2) and start again.</source>
        <translation>PortAudio 라이브러리가 없어 소리 없이 재생합니다. 설치한 뒤(Debian, Ubuntu: apt install libportaudio2) 다시 시작하세요.</translation>
    </message>
    <message>
        <source>No sound device was found; playback goes on without sound until one is connected.</source>
        <translation>소리 장치를 찾을 수 없습니다. 장치가 연결될 때까지 소리 없이 재생합니다.</translation>
    </message>
    <message>
        <source>The sound device “{name}” is not there; playback goes on without sound until it is connected or another one is chosen in the settings.</source>
        <translation>소리 장치 “{name}”이(가) 없습니다. 연결하거나 설정에서 다른 장치를 고를 때까지 소리 없이 재생합니다.</translation>
    </message>
    <message>
        <source>The sound device “{name}” could not be opened ({detail}); playback goes on without sound: choose another one in the settings or close the program that uses it.</source>
        <translation>소리 장치 “{name}”을(를) 열 수 없어({detail}) 소리 없이 재생합니다. 설정에서 다른 장치를 고르거나 이 장치를 쓰는 프로그램을 닫으세요.</translation>
    </message>
    <message>
        <source>The sound device “{name}” has gone; playback goes on without sound until it is back.</source>
        <translation>소리 장치 “{name}”이(가) 사라졌습니다. 돌아올 때까지 소리 없이 재생합니다.</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>Save project</source>
        <translation>프로젝트 저장</translation>
    </message>
    <message>
        <source>Projects (*.auralens)</source>
        <translation>프로젝트 (*.auralens)</translation>
    </message>
    <message>
        <source>Saved to {}</source>
        <translation>{}에 저장했습니다</translation>
    </message>
    <message>
        <source>Opening {}</source>
        <translation>{} 여는 중</translation>
    </message>
    <message>
        <source>Not all of {} could be opened: what you save goes into another file.</source>
        <translation>{}의 일부를 열 수 없었습니다. 저장하면 다른 파일에 기록됩니다.</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>여는 중</translation>
    </message>
    <message>
        <source>Recording not found</source>
        <translation>녹음을 찾을 수 없음</translation>
    </message>
    <message>
        <source>{} is not where it was. Do you want to show where it is now?</source>
        <translation>{}이(가) 원래 자리에 없습니다. 지금 위치를 지정하시겠습니까?</translation>
    </message>
    <message>
        <source>Where is {}?</source>
        <translation>{}은(는) 어디에 있습니까?</translation>
    </message>
    <message>
        <source>Use it all the same?</source>
        <translation>그래도 사용하시겠습니까?</translation>
    </message>
    <message>
        <source>Another file?</source>
        <translation>다른 파일입니까?</translation>
    </message>
</context>
<context>
    <name>QuestionBox</name>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>층</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation>적분 기울기</translation>
    </message>
    <message>
        <source>Occlusion</source>
        <translation>가리기</translation>
    </message>
    <message>
        <source>Refined mask</source>
        <translation>다듬은 마스크</translation>
    </message>
    <message>
        <source>A refined mask is fitted to this sound: it takes seconds and keeps less that the model does not go by</source>
        <translation>다듬은 마스크는 이 소리에 맞춥니다. 몇 초 걸리지만 모델이 근거로 삼지 않는 소리를 덜 남깁니다</translation>
    </message>
    <message>
        <source>Selection, or around the cursor</source>
        <translation>선택 영역, 없으면 커서 둘레</translation>
    </message>
    <message>
        <source>What is visible</source>
        <translation>보이는 부분</translation>
    </message>
    <message>
        <source>Only the frames of the selection</source>
        <translation>선택 영역의 프레임만</translation>
    </message>
    <message>
        <source>The sound around it is heard too, but only what spoke for the class in these frames counts</source>
        <translation>둘레의 소리도 듣지만 이 프레임에서 종류를 뒷받침한 것만 셉니다</translation>
    </message>
    <message>
        <source>The surest</source>
        <translation>가장 확실한 종류</translation>
    </message>
    <message>
        <source>The best</source>
        <translation>가장 알맞은 층</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>Unsaved labels were found</source>
        <translation>저장하지 않은 레이블을 찾았습니다</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Ask again at the next start</source>
        <translation>다음 시작 때 다시 묻기</translation>
    </message>
    <message>
        <source>Auralens ended without saving at {when}. {count} labels of {names} can be brought back.</source>
        <translation>Auralens가 {when}에 저장하지 못하고 끝났습니다. {names}의 레이블 {count}개를 되살릴 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>RunList</name>
    <message>
        <source>Models that have run</source>
        <translation>실행한 모델</translation>
    </message>
    <message>
        <source>The tick shows a model in the lanes; the sliders move the one that is chosen; Del removes it</source>
        <translation>체크하면 모델이 레인에 보입니다. 슬라이더는 고른 모델에 적용되며, Del 키로 제거합니다</translation>
    </message>
</context>
<context>
    <name>SaliencyPanel</name>
    <message>
        <source>Saliency</source>
        <translation>중요도 지도</translation>
    </message>
    <message>
        <source>Values under the pointer</source>
        <translation>포인터 위치의 값</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>클래스</translation>
    </message>
    <message>
        <source>What is shown of the gradients</source>
        <translation>기울기에서 보여 줄 것</translation>
    </message>
    <message>
        <source>for and against</source>
        <translation>찬성과 반대</translation>
    </message>
    <message>
        <source>for only</source>
        <translation>찬성만</translation>
    </message>
    <message>
        <source>What would raise the class speaks for it, what would lower it against it</source>
        <translation>클래스 점수를 높이는 것은 찬성, 낮추는 것은 반대의 근거입니다</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>근거</translation>
    </message>
    <message>
        <source>Zoom to it</source>
        <translation>그곳으로 확대</translation>
    </message>
    <message>
        <source>Makes the stretch that was explained fill the time axis</source>
        <translation>설명한 구간이 시간 축을 채우게 합니다</translation>
    </message>
    <message>
        <source>Explain again</source>
        <translation>다시 설명</translation>
    </message>
    <message>
        <source>What is selected, else what is visible; as much as the model hears at once</source>
        <translation>선택 구간, 없으면 보이는 부분을 모델이 한 번에 듣는 만큼 설명합니다</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>모델이 보는 것</translation>
    </message>
    <message>
        <source>Evidence for where it is (frames)</source>
        <translation>어디에 있는지의 근거 (프레임)</translation>
    </message>
    <message>
        <source>Evidence for whether it is there (clip)</source>
        <translation>있는지 없는지의 근거 (클립)</translation>
    </message>
    <message>
        <source>Explaining with {}</source>
        <translation>{} 모델로 설명하는 중</translation>
    </message>
    <message>
        <source>Open a recording first.</source>
        <translation>먼저 녹음을 여세요.</translation>
    </message>
    <message>
        <source>This file has no sound.</source>
        <translation>이 파일에는 소리가 없습니다.</translation>
    </message>
    <message>
        <source>There is no model that finds events yet: import or train one.</source>
        <translation>이벤트를 찾는 모델이 아직 없습니다. 모델을 가져오거나 학습시키세요.</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>모델에 묻는 중…</translation>
    </message>
    <message>
        <source>All views, one below the other</source>
        <translation>모든 보기를 위아래로</translation>
    </message>
</context>
<context>
    <name>SecondSpectrogram</name>
    <message>
        <source>Spectrogram of the second explanation</source>
        <translation>둘째 설명의 스펙트로그램</translation>
    </message>
    <message>
        <source>Explain by a second model or method to compare: “Beside it” in the panel “Listen”.</source>
        <translation>비교하려면 둘째 모델이나 방법으로 설명하십시오. “들어 보기” 패널의 “나란히”.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>시스템 설정에 따름</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색</translation>
    </message>
    <message>
        <source>light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>the system&apos;s default</source>
        <translation>시스템 기본 장치</translation>
    </message>
    <message>
        <source>{} (not there now)</source>
        <translation>{} (지금 없음)</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation>소리 장치</translation>
    </message>
    <message>
        <source>While playing, the view</source>
        <translation>재생 중 화면</translation>
    </message>
    <message>
        <source>turns the page</source>
        <translation>페이지를 넘깁니다</translation>
    </message>
    <message>
        <source>keeps the cursor in the middle</source>
        <translation>커서를 가운데 둡니다</translation>
    </message>
    <message>
        <source>stays where it is</source>
        <translation>움직이지 않습니다</translation>
    </message>
    <message>
        <source>Room for cached pictures on disk</source>
        <translation>디스크에 그림을 저장해 둘 공간</translation>
    </message>
</context>
<context>
    <name>SpectrogramView</name>
    <message>
        <source>Spectrogram</source>
        <translation>스펙트로그램</translation>
    </message>
    <message>
        <source>All frequencies</source>
        <translation>전체 주파수</translation>
    </message>
    <message>
        <source>This file has no sound.</source>
        <translation>이 파일에는 소리가 없습니다.</translation>
    </message>
    <message>
        <source>Reading… {percent} %</source>
        <translation>읽는 중… {percent} %</translation>
    </message>
</context>
<context>
    <name>TimePlot</name>
    <message>
        <source>Click sets the cursor, dragging selects, Ctrl and the wheel zoom, Shift and the wheel move.</source>
        <translation>클릭하면 커서를 놓고, 끌면 선택합니다. Ctrl+휠은 확대·축소, Shift+휠은 이동입니다.</translation>
    </message>
</context>
<context>
    <name>TrainingCurves</name>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Figures that are shown</source>
        <translation>표시할 지표</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>No figure of this kind is chosen.</source>
        <translation>이 종류의 지표를 고르지 않았습니다.</translation>
    </message>
    <message>
        <source>Start a training, or open the folder of an earlier one: the curves appear here.</source>
        <translation>학습을 시작하거나 이전 학습의 폴더를 여세요. 곡선이 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>What the model reaches on the validation data appears here after each epoch.</source>
        <translation>에포크가 끝날 때마다 검증 데이터에서의 성능이 여기에 나타납니다.</translation>
    </message>
</context>
<context>
    <name>TrainingForm</name>
    <message>
        <source>CRNN, from labels of whole clips</source>
        <translation>CRNN, 클립 전체 레이블로 학습</translation>
    </message>
    <message>
        <source>AST-SED, mean teacher</source>
        <translation>AST-SED, 평균 교사(mean teacher)</translation>
    </message>
    <message>
        <source>Detector, from made soundscapes</source>
        <translation>검출기, 합성한 소리 풍경으로 학습</translation>
    </message>
    <message>
        <source>Scenes, from recordings of places</source>
        <translation>장면, 장소 녹음으로 학습</translation>
    </message>
    <message>
        <source>Locator, from pictures with their sounds</source>
        <translation>위치 찾기, 소리가 딸린 그림으로 학습</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>학습 종류</translation>
    </message>
    <message>
        <source>Settings from</source>
        <translation>설정 출처</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>데이터 폴더</translation>
    </message>
    <message>
        <source>Where the clips and their labels lie</source>
        <translation>클립과 그 레이블이 있는 곳</translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation>실행 폴더</translation>
    </message>
    <message>
        <source>An empty folder for all that comes of it</source>
        <translation>학습 결과를 모두 담을 빈 폴더</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>All settings as text (TOML)</source>
        <translation>모든 설정을 글로 (TOML)</translation>
    </message>
    <message>
        <source>Most used</source>
        <translation>자주 쓰는 설정</translation>
    </message>
    <message>
        <source>All, as text</source>
        <translation>전체, 글로</translation>
    </message>
    <message>
        <source>Settings of the training</source>
        <translation>학습 설정</translation>
    </message>
    <message>
        <source>Name the folder with the data.</source>
        <translation>데이터가 있는 폴더를 지정하세요.</translation>
    </message>
    <message>
        <source>There is no folder “{}”.</source>
        <translation>“{}” 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>Name a folder for the run.</source>
        <translation>실행 폴더를 지정하세요.</translation>
    </message>
    <message>
        <source>Choose: {}</source>
        <translation>고르기: {}</translation>
    </message>
    <message>
        <source>the best there is</source>
        <translation>가장 빠른 장치</translation>
    </message>
    <message>
        <source>processor (CPU)</source>
        <translation>프로세서 (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA card (CUDA)</source>
        <translation>NVIDIA 그래픽 카드 (CUDA)</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple 그래픽 (MPS)</translation>
    </message>
    <message>
        <source>the task&apos;s own</source>
        <translation>학습 종류의 기본 설정</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>파일…</translation>
    </message>
    <message>
        <source>Settings of a training</source>
        <translation>학습 설정 파일</translation>
    </message>
    <message>
        <source>“{}” cannot be read: {}.</source>
        <translation>“{}”을(를) 읽을 수 없습니다: {}.</translation>
    </message>
    <message>
        <source>The settings are no TOML: {}</source>
        <translation>설정이 TOML 형식이 아닙니다: {}</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>에포크</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>Clips a step, strong labels</source>
        <translation>단계당 클립, 강한 레이블</translation>
    </message>
    <message>
        <source>Clips a step, soundscapes</source>
        <translation>단계당 클립, 소리 풍경</translation>
    </message>
    <message>
        <source>Clips a step, weak labels</source>
        <translation>단계당 클립, 약한 레이블</translation>
    </message>
    <message>
        <source>Clips a step, no labels</source>
        <translation>단계당 클립, 레이블 없음</translation>
    </message>
    <message>
        <source>Pairs a step</source>
        <translation>단계당 쌍</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>as the task has it</source>
        <translation>학습 종류의 기본값</translation>
    </message>
</context>
<context>
    <name>TrainingWindow</name>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어서 하기</translation>
    </message>
    <message>
        <source>Ends after the step that is under way; it can be resumed</source>
        <translation>진행 중인 단계를 마치고 멈춥니다. 나중에 이어서 할 수 있습니다</translation>
    </message>
    <message>
        <source>Goes on with the chosen run from where it was saved last</source>
        <translation>고른 실행을 마지막으로 저장된 곳부터 이어서 합니다</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>실행 목록</translation>
    </message>
    <message>
        <source>Open a run folder…</source>
        <translation>실행 폴더 열기…</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>목록에서 빼기</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>학습 진행률</translation>
    </message>
    <message>
        <source>What the training says</source>
        <translation>학습 로그</translation>
    </message>
    <message>
        <source>What the training says is shown here.</source>
        <translation>학습 로그가 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>이 모델 쓰기</translation>
    </message>
    <message>
        <source>Copies the best model of the chosen run to your models</source>
        <translation>고른 실행의 가장 좋은 모델을 내 모델로 복사합니다</translation>
    </message>
    <message>
        <source>The training could not be started: {}.</source>
        <translation>학습을 시작할 수 없습니다: {}.</translation>
    </message>
    <message>
        <source>The training is done.</source>
        <translation>학습이 끝났습니다.</translation>
    </message>
    <message>
        <source>The training was stopped; Resume goes on from where it was saved last.</source>
        <translation>학습을 멈췄습니다. ‘이어서 하기’를 누르면 마지막으로 저장된 곳부터 계속합니다.</translation>
    </message>
    <message>
        <source>The training was stopped before anything of it was saved; Start begins it again.</source>
        <translation>저장된 것이 없을 때 학습을 멈췄습니다. ‘시작’을 누르면 처음부터 다시 합니다.</translation>
    </message>
    <message>
        <source>The training ended with code {}.</source>
        <translation>학습이 코드 {}(으)로 끝났습니다.</translation>
    </message>
    <message>
        <source>Folder of an earlier run</source>
        <translation>이전 실행의 폴더</translation>
    </message>
    <message>
        <source>“{}” holds no training: there is no metrics.csv in it.</source>
        <translation>“{}”에는 학습 결과가 없습니다. metrics.csv 파일이 없습니다.</translation>
    </message>
    <message>
        <source>No training runs. Choose data and a run folder, then Start.</source>
        <translation>진행 중인 학습이 없습니다. 데이터와 실행 폴더를 고르고 시작을 누르세요.</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>이 단계를 마치고 멈추는 중…</translation>
    </message>
    <message>
        <source>Getting the data ready: {} of {}</source>
        <translation>데이터 준비 중: {} / {}</translation>
    </message>
    <message>
        <source>Getting the data ready: {} %</source>
        <translation>데이터 준비 중: {} %</translation>
    </message>
    <message>
        <source>Getting the data ready…</source>
        <translation>데이터를 준비하는 중…</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>진행 중 아님</translation>
    </message>
    <message>
        <source>epoch {} of {}</source>
        <translation>에포크 {} / {}</translation>
    </message>
    <message>
        <source>step {} of {}</source>
        <translation>단계 {} / {}</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} 남음</translation>
    </message>
    <message>
        <source>Name among your models</source>
        <translation>내 모델에서 쓸 이름</translation>
    </message>
    <message>
        <source>“{}” is one of your models now.</source>
        <translation>“{}”이(가) 내 모델에 추가되었습니다.</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>The training still runs. It can go on by itself, or be stopped and resumed later.</source>
        <translation>학습이 아직 진행 중입니다. 그대로 두거나, 멈췄다가 나중에 이어서 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>계속 진행</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Transport</source>
        <translation>재생 막대</translation>
    </message>
    <message>
        <source>Cursor position</source>
        <translation>커서 위치</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Band only</source>
        <translation>대역만</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>남긴 소리</translation>
    </message>
    <message>
        <source>Band removed</source>
        <translation>대역 제거</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Speed; the pitch is kept</source>
        <translation>속도. 음높이는 유지됩니다</translation>
    </message>
    <message>
        <source>Volume in dB</source>
        <translation>음량 (dB)</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>뺀 소리</translation>
    </message>
    <message>
        <source>mute</source>
        <translation>음소거</translation>
    </message>
    <message>
        <source>Volume: {}</source>
        <translation>음량: {}</translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>Video frame</source>
        <translation>비디오 프레임</translation>
    </message>
    <message>
        <source>This recording has no picture.</source>
        <translation>이 녹음에는 영상이 없습니다.</translation>
    </message>
    <message>
        <source>Opening the picture …</source>
        <translation>영상 여는 중…</translation>
    </message>
    <message>
        <source>Save frame as PNG …</source>
        <translation>프레임을 PNG로 저장…</translation>
    </message>
    <message>
        <source>Save frame as PNG</source>
        <translation>프레임을 PNG로 저장</translation>
    </message>
    <message>
        <source>{time}  ·  counting frames …</source>
        <translation>{time}  ·  프레임 세는 중…</translation>
    </message>
    <message>
        <source>{time}  ·  frame {number} of {count}</source>
        <translation>{time}  ·  프레임 {number} / {count}</translation>
    </message>
</context>
<context>
    <name>Views</name>
    <message>
        <source>Overview</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation>스펙트로그램</translation>
    </message>
    <message>
        <source>Second explanation</source>
        <translation>둘째 설명</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>파형</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>탐지 결과</translation>
    </message>
    <message>
        <source>Localization</source>
        <translation>소리 위치</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>track {} of {}</source>
        <translation>트랙 {}/{}</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>모노</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>스테레오</translation>
    </message>
    <message>
        <source>{} channels</source>
        <translation>{}채널</translation>
    </message>
</context>
<context>
    <name>WaveformView</name>
    <message>
        <source>Waveform</source>
        <translation>파형</translation>
    </message>
    <message>
        <source>Linear amplitude</source>
        <translation>선형 진폭</translation>
    </message>
    <message>
        <source>Amplitude in dB</source>
        <translation>dB 진폭</translation>
    </message>
    <message>
        <source>Full scale</source>
        <translation>전체 범위</translation>
    </message>
    <message>
        <source>This file has no sound.</source>
        <translation>이 파일에는 소리가 없습니다.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>왼쪽</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>오른쪽</translation>
    </message>
    <message>
        <source>Ch {number}</source>
        <translation>채널 {number}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a sound or a video here</source>
        <translation>소리나 비디오를 여기에 놓으세요</translation>
    </message>
    <message>
        <source>wav, flac, mp3, ogg, opus, m4a, aiff, mp4, mkv, webm, mov, avi and more. Two files open side by side.</source>
        <translation>wav, flac, mp3, ogg, opus, m4a, aiff, mp4, mkv, webm, mov, avi 등. 두 파일을 나란히 열 수 있습니다.</translation>
    </message>
    <message>
        <source>made by the program itself, with its true labels</source>
        <translation>프로그램이 직접 만든 예제, 정답 레이블 포함</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>최근 파일</translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <source>The log file is {}</source>
        <translation>로그 파일: {}</translation>
    </message>
    <message>
        <source>About Auralens</source>
        <translation>Auralens 정보</translation>
    </message>
    <message>
        <source>See which sounds are in a recording and when, hear why, and see where they come from.</source>
        <translation>녹음에 어떤 소리가 언제 있는지 보고, 그 까닭을 듣고, 어디서 나는지 봅니다.</translation>
    </message>
    <message>
        <source>Free software under the MIT licence. It sends nothing anywhere.</source>
        <translation>MIT 라이선스의 자유 소프트웨어입니다. 아무 데로도 자료를 보내지 않습니다.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>{} channels</source>
        <translation>{}채널</translation>
    </message>
    <message>
        <source>{} bit</source>
        <translation>{}비트</translation>
    </message>
    <message>
        <source>{} samples</source>
        <translation>샘플 {}개</translation>
    </message>
    <message>
        <source>Sound track {}</source>
        <translation>오디오 트랙 {}</translation>
    </message>
    <message>
        <source>{} frames</source>
        <translation>프레임 {}개</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>variable frame rate</source>
        <translation>가변 프레임률</translation>
    </message>
</context>
<context>
    <name>labelling</name>
    <message>
        <source>Import labels</source>
        <translation>레이블 가져오기</translation>
    </message>
    <message>
        <source>Make label</source>
        <translation>레이블 만들기</translation>
    </message>
    <message>
        <source>Move label</source>
        <translation>레이블 옮기기</translation>
    </message>
    <message>
        <source>Change times</source>
        <translation>시간 바꾸기</translation>
    </message>
    <message>
        <source>Change box</source>
        <translation>상자 바꾸기</translation>
    </message>
    <message>
        <source>Change band</source>
        <translation>대역 바꾸기</translation>
    </message>
    <message>
        <source>Move to lane</source>
        <translation>레인으로 옮기기</translation>
    </message>
    <message>
        <source>Relabel</source>
        <translation>레이블 바꾸기</translation>
    </message>
    <message>
        <source>Change score</source>
        <translation>점수 바꾸기</translation>
    </message>
    <message>
        <source>Delete label</source>
        <translation>레이블 삭제</translation>
    </message>
    <message>
        <source>Duplicate label</source>
        <translation>레이블 복제</translation>
    </message>
    <message>
        <source>Split label</source>
        <translation>레이블 나누기</translation>
    </message>
    <message>
        <source>Merge labels</source>
        <translation>레이블 합치기</translation>
    </message>
    <message>
        <source>Nudge label</source>
        <translation>레이블 조금 옮기기</translation>
    </message>
    <message>
        <source>Add lane</source>
        <translation>레인 추가</translation>
    </message>
    <message>
        <source>Rename lane</source>
        <translation>레인 이름 바꾸기</translation>
    </message>
    <message>
        <source>Delete lane</source>
        <translation>레인 삭제</translation>
    </message>
    <message>
        <source>A name needs a character: type one, or press Esc.</source>
        <translation>이름에는 글자가 있어야 합니다. 입력하거나 Esc를 누르세요.</translation>
    </message>
    <message>
        <source>There is a lane of that name: choose another name.</source>
        <translation>같은 이름의 레인이 있습니다. 다른 이름을 고르세요.</translation>
    </message>
    <message>
        <source>Verify label</source>
        <translation>레이블 확인</translation>
    </message>
    <message>
        <source>Reject label</source>
        <translation>레이블 거부</translation>
    </message>
    <message>
        <source>Reopen label</source>
        <translation>판정 취소</translation>
    </message>
    <message>
        <source>Make labels of detections</source>
        <translation>탐지 결과로 레이블 만들기</translation>
    </message>
    <message>
        <source>No event is left with these settings: lower the threshold, or choose another class.</source>
        <translation>이 설정으로는 남는 이벤트가 없습니다. 문턱값을 낮추거나 다른 클래스를 고르세요.</translation>
    </message>
    <message>
        <source>Nothing was detected yet: press Ctrl+Shift+D first.</source>
        <translation>아직 탐지한 것이 없습니다. 먼저 Ctrl+Shift+D를 누르세요.</translation>
    </message>
    <message>
        <source>This recording has no picture: open a video to see where a sound comes from.</source>
        <translation>이 녹음에는 영상이 없습니다. 소리가 나는 곳을 보려면 동영상을 여십시오.</translation>
    </message>
    <message>
        <source>Pick a detection or a label first: its moments of the video are looked at.</source>
        <translation>먼저 검출된 이벤트나 레이블을 고르십시오. 그 순간의 영상을 살펴봅니다.</translation>
    </message>
    <message>
        <source>Nothing was localized yet: press Ctrl+Shift+L first.</source>
        <translation>아직 위치를 찾지 않았습니다. 먼저 Ctrl+Shift+L을 누르십시오.</translation>
    </message>
    <message>
        <source>This recording has no sound.</source>
        <translation>이 녹음에는 소리가 없습니다.</translation>
    </message>
    <message>
        <source>Nothing was explained yet: press Ctrl+Shift+X first.</source>
        <translation>아직 설명하지 않았습니다. 먼저 Ctrl+Shift+X를 누르십시오.</translation>
    </message>
    <message>
        <source>Nothing in this stretch speaks for “{}”, so nothing is kept.</source>
        <translation>이 구간에는 “{}”을(를) 뒷받침하는 것이 없어 아무것도 남지 않습니다.</translation>
    </message>
</context>
</TS>
