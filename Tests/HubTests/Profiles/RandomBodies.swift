import Decisions
import Expressions
import Hub
import Seeds
import Times

/// Seeded profiles, and entries of every kind, for tests of what is written and read.
struct RandomBodies {
  static let words = ["", "a", "email", "sms", "Ada Lovelace", "é\u{301}", "日本", "news", "service", "#", "x y"]
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func body(_ kind: EntryKind) -> EntryBody {
    switch kind {
    case .snapshot: .snapshot(profile())
    case .patch: .patch(patch())
    case .event: .event(event())
    case .decision: .decision(decision())
    case .feedback: .feedback(feedback())
    case .absorbed: .absorbed(profile())
    case .merged: .merged(CustomerNumber(rawValue: Int64(generator.int(1...1 << 40))))
    case .imported: .imported(profile())
    case .journeys: .journeys(journeys())
    }
  }

  mutating func journeys() -> JourneyRecord {
    JourneyRecord(
      state: (0..<generator.int(0...40)).map { UInt8($0) },
      news: (0..<generator.int(0...3)).map { _ in
        JourneyRecord.News(generator.pick(JourneyRecord.News.Kind.allCases), word(), reason: word())
      })
  }

  mutating func selection() -> Selection {
    Selection(
      actions: words().map { Symbol($0) }, groups: words(1).map { Symbol($0) }, issues: words(1).map { Symbol($0) },
      purposes: words(1).map { Symbol($0) })
  }

  mutating func word() -> String { generator.pick(RandomBodies.words) }
  mutating func words(_ most: Int = 3) -> [String] { (0..<generator.int(0...most)).map { _ in word() } }
  mutating func instant() -> Instant { Instant(secondsSince1970: 1_790_000_000 + Int64(generator.int(-50...50)) * 60) }

  mutating func value(_ depth: Int = 0) -> Value {
    switch generator.int(0...(depth > 2 ? 8 : 10)) {
    case 0: .bool(generator.chance(0.5))
    case 1: .int(generator.pick([.min, -1, 0, 1, 47, .max]))
    case 2: .uint(generator.pick([0, 1, .max]))
    case 3: .double(generator.pick([0, -0.0, 0.1, 1e300, .infinity, .leastNonzeroMagnitude]))
    case 4: .timestamp(Timestamp(seconds: Int64(generator.int(-5...5)), nanoseconds: 999_999_999))
    case 5: .duration(.nanoseconds(Int64(generator.int(-5...5))))
    case 6: .bytes([0, 255])
    case 7, 8: .string(word())
    case 9: .list((0..<generator.int(0...3)).map { _ in value(depth + 1) })
    default: .map(MapValue(entries: words().map { (key: .string($0), value: value(depth + 1)) }))
    }
  }

  mutating func contact() -> Contact {
    Contact(
      at: instant(), action: Symbol("a\(generator.int(0...5))"), group: Symbol(word()), issue: Symbol(word()),
      channel: Symbol(generator.pick(["email", "sms"])), channelKind: generator.pick(ChannelKind.allCases),
      direction: generator.pick(Direction.allCases), purpose: Symbol("news"),
      purposeKind: generator.pick(PurposeKind.allCases), brand: generator.chance(0.5) ? .none : Symbol("north"),
      address: generator.chance(0.5) ? 0 : UInt32(generator.int(1...Int(UInt32.max))),
      weightHundredths: generator.pick([0, 100, 250, .max]), state: generator.pick(ContactState.allCases),
      outcome: generator.pick(ContactOutcome.allCases), outcomeAt: generator.chance(0.5) ? nil : instant(),
      origin: generator.chance(0.3) ? 0 : UInt64(generator.int(1...1 << 40)))
  }

  mutating func contacts(_ most: Int) -> [Contact] { (0..<generator.int(0...most)).map { _ in contact() } }

  mutating func profile() -> Profile {
    var profile = Profile()
    profile.createdAtMilliseconds = Int64(generator.int(0...1 << 41))
    for name in Set(words(6)).sorted() { profile.attributes.append((name, value())) }
    (profile.country, profile.region, profile.zone) = (word(), word(), word())
    (profile.locale, profile.household) = (word(), word())
    profile.addresses = words().map {
      .init(channel: $0, text: generator.chance(0.5) ? word() : nil, isSuppressed: generator.chance(0.5))
    }
    profile.consents = words(5).map {
      .init(
        purpose: $0, channel: generator.chance(0.5) ? word() : nil, isGranted: generator.chance(0.5),
        atMilliseconds: Int64(generator.int(-5...1 << 41)), source: word(),
        proof: generator.chance(0.5) ? [] : [123, 125])
    }
    (profile.objections, profile.unwanted, profile.preferredChannels) = (words(), words(), words())
    profile.ledger = Ledger(contacts(8))
    profile.events = (0..<generator.int(0...5)).map { _ in
      Event(name: Symbol(word()), at: instant(), amount: generator.pick([0, -1.5, .nan]))
    }
    if generator.chance(0.5) { profile.journeys = (1...UInt8(generator.int(1...9))).map { $0 } }
    return profile
  }

  mutating func patch() -> CustomerPatch {
    var patch = CustomerPatch()
    for name in Set(words(6)).sorted() { patch.attributes.append((name, generator.chance(0.3) ? .null : value())) }
    func maybe<T>(_ value: T) -> T? { generator.chance(0.5) ? value : nil }
    (patch.country, patch.region, patch.zone) = (maybe(word()), maybe(word()), maybe(word()))
    (patch.locale, patch.household) = (maybe(word()), maybe(word()))
    patch.addresses = words().map {
      .init(
        channel: $0, text: maybe(word()), isSuppressed: generator.chance(0.5), isRemoved: generator.chance(0.3))
    }
    patch.consents = words(4).map {
      .init(
        purpose: $0, channel: maybe(word()), isGranted: generator.chance(0.5), at: maybe(instant()), source: word(),
        proof: maybe([123, 125]) ?? [])
    }
    (patch.objections, patch.unwanted, patch.preferredChannels) = (maybe(words()), maybe(words()), maybe(words()))
    return patch
  }

  mutating func event() -> EventRecord {
    EventRecord(
      name: word(), atMilliseconds: instant().secondsSince1970 * 1000 + 7, amount: generator.pick([0, 2.5, -1]),
      properties: generator.chance(0.5) ? [] : Array(#"{"a":1}"#.utf8),
      zones: generator.chance(0.7) ? nil : words().map { Symbol($0) }, isKept: generator.chance(0.7))
  }

  mutating func decision() -> DecisionRecord {
    let kinds: [Occasion.Kind] = [.inbound(placement: word()), .outbound, .event(word()), .timer(word())]
    let offers = (0..<generator.int(1...3)).map { _ in
      Offer(
        action: word(), channel: word(), at: instant(), propensity: 0.05, value: .infinity, lever: -0.5, cost: 0.1,
        patience: 1)
    }
    let silence = Abstention(
      reason: generator.pick(Reason.allCases), value: 0.5, forgone: .nan, nextLook: instant())
    var record = DecisionRecord(
      customer: Identity(generator.pick(Identity.Kind.allCases), word()), at: instant(), kind: generator.pick(kinds),
      channels: words(), actions: words(), answersMax: generator.int(1...16), mode: .reservation,
      context: generator.int(0...99), attributes: [1, 2], addressContacts: contacts(2), householdContacts: contacts(2),
      answer: generator.chance(0.5) ? .contact(offers) : .silence(silence), contacts: contacts(3),
      checksum: generator.next())
    if generator.chance(0.5) {
      record.selection = selection()
      if generator.chance(0.5) {
        record.draw = Draw(probability: generator.double(0.001...1), isEven: generator.chance(0.5))
        record.silenceValue = generator.double(0...3)
        if generator.chance(0.5) {
          let options = (0..<generator.int(1...3)).map { _ in
            TrialRecord.Option(
              action: word(), channel: word(), probability: generator.double(0.01...0.3),
              worth: generator.double(-5...5), cost: generator.double(0...1))
          }
          record.trial = TrialRecord(
            options: options, silence: generator.double(0.01...0.3),
            done: generator.chance(0.5) ? options.count - 1 : nil, preferred: 0, isOwnSilence: generator.chance(0.5),
            isEven: generator.chance(0.5))
        }
      }
      if generator.chance(0.5) {
        record.assignments = (0..<generator.int(0...3)).map { n in
          NamedAssignment(
            experiment: "test\(n)", arm: word(), probability: generator.double(0.001...1),
            isHoldout: generator.chance(0.5), isExposed: generator.chance(0.5))
        }
      }
      record.boosts = (0..<generator.int(0...2)).map { _ in Context.Boost(selection(), weight: 0.5) }
    }
    return record
  }

  mutating func feedback() -> FeedbackRecord {
    FeedbackRecord(
      decision: Position(rawValue: Int64(generator.int(1...20))), choice: generator.int(0...2),
      kind: generator.pick(FeedbackKind.allCases), at: instant(), value: generator.chance(0.5) ? 12.5 : nil,
      action: word(), channel: generator.pick(["email", "sms"]), purpose: "news",
      reason: generator.chance(0.5) ? generator.pick(Reason.allCases.filter { $0 != .notAsked }) : nil,
      note: generator.chance(0.5) ? word() : "")
  }
}
