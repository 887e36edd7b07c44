import Servers

/// Compares what clients were told with what the hub says afterwards.
struct Verification {
  let connection: WireConnection
  /// What is wrong, in words.
  private(set) var findings: [String] = []

  init(_ connection: WireConnection) { self.connection = connection }

  /// Checks some customers.
  /// - Parameters:
  ///   - diaries: everything that clients did about them.
  ///   - isSettled: whether what was cut off has been sent again, so that nothing is open any more.
  mutating func check(_ customers: Set<String>, _ diaries: [Diary], isSettled: Bool) throws {
    let acknowledged = Dictionary(grouping: diaries.flatMap(\.acknowledged), by: \.customer)
    let open = Dictionary(grouping: diaries.flatMap(\.open), by: \.customer)
    let decisions: [String: Told] = diaries.reduce(into: [:]) { $0.merge($1.decisions) { first, _ in first } }
    for customer in customers.sorted() {
      let done = acknowledged[customer] ?? []
      let undone = open[customer] ?? []
      guard let record = try CustomerRecord.read(customer, connection) else {
        if !done.isEmpty { findings.append("\(customer) is lost, after \(done.count) acknowledged operations") }
        continue
      }
      for operation in done { check(operation, record, decisions) }
      checkStrangers(customer, record, done: done, undone: isSettled ? [] : undone)
      checkCap(customer, record)
      checkNews(customer, record, done: done, undone: isSettled ? [] : undone)
    }
  }

  /// An acknowledged operation must be there, and once.
  private mutating func check(
    _ operation: Operation, _ record: CustomerRecord, _ decisions: [String: Told]
  ) {
    let key = operation.key
    func say(_ what: String, _ count: Int) -> String { "\(operation.customer): \(what) \(key) is there \(count) times" }
    switch operation.kind {
    case .event:
      let count = record.events.count { $0 == key }
      if count != 1 { findings.append(say("event", count)) }
    case .arrival, .consent:
      let count = record.consentSources.count { $0 == key }
      if count != 1 { findings.append(say("consent", count)) }
    case .decision:
      guard let told = decisions[key] else { return findings.append("\(key) was acknowledged without an answer") }
      guard let isContact = record.decisions[told.id] else { return findings.append(say("decision", 0)) }
      if isContact != told.isContact { findings.append("\(operation.customer): \(told.id) answers otherwise now") }
      let contacts = record.contacts.count { $0 == told.id }
      if contacts != (told.isContact ? 1 : 0) { findings.append(say("contact of decision", contacts)) }
    case .outcome(let decision, let name):
      // An outcome that came before it, and says more, may stand in its place.
      let count = record.outcomes.count { $0 == "\(decision)/\(name)" }
      if count > 1 { findings.append(say("outcome", count)) }
      if !record.outcomes.contains(where: { $0.hasPrefix(decision + "/") }) { findings.append(say("outcome", 0)) }
    }
  }

  /// What is there was asked for: acknowledged, or cut off; and decisions stand once each.
  private mutating func checkStrangers(
    _ customer: String, _ record: CustomerRecord, done: [Operation], undone: [Operation]
  ) {
    var keys = Set(done.map(\.key))
    keys.formUnion(undone.map(\.key))
    for key in record.events + record.consentSources where !keys.contains(key) {
      findings.append("\(customer): nobody sent \(key)")
    }
    if record.decisionCount != record.decisions.count { findings.append("\(customer): a decision stands twice") }
    func count(_ operations: [Operation]) -> Int {
      operations.count { if case .decision = $0.kind { true } else { false } }
    }
    let range = count(done)...(count(done) + count(undone))
    if !range.contains(record.decisionCount) {
      findings.append("\(customer): \(record.decisionCount) decisions, where \(range) were asked for")
    }
  }

  private mutating func checkCap(_ customer: String, _ record: CustomerRecord) {
    let decided = record.decisions.count(where: \.value)
    let counted = record.contacts.count
    if max(decided, counted) > CrashCharter.contactsMax {
      findings.append(
        "\(customer): cap of \(CrashCharter.contactsMax) exceeded: \(decided) decided, \(counted) counted")
    }
    if decided != counted { findings.append("\(customer): \(decided) contacts decided and \(counted) in the ledger") }
  }

  /// Consent to news stands as the last acknowledged change left it, or one that was cut off after it.
  private mutating func checkNews(
    _ customer: String, _ record: CustomerRecord, done: [Operation], undone: [Operation]
  ) {
    func changes(_ operations: [Operation]) -> [(key: String, isGranted: Bool)] {
      operations.compactMap { if case .consent(let isGranted) = $0.kind { ($0.key, isGranted) } else { nil } }
    }
    let possible = changes(done).suffix(1) + changes(undone)
    guard let news = record.news else {
      if !changes(done).isEmpty { findings.append("\(customer): consent to news is lost") }
      return
    }
    if !possible.contains(where: { $0.key == news.source && $0.isGranted == news.isGranted }) {
      findings.append("\(customer): consent to news stands as \(news) and should be one of \(possible)")
    }
  }
}
