import Decisions
import Expressions
@testable import Hub
import Seeds
import Testing
import Times

/// What each kind of entry makes of a profile.
@Suite struct ProfileFoldTests {
  static let now: Int64 = 1_790_000_000_000
  static let at = Instant(secondsSince1970: 1_790_000_000)

  private func folded(_ profile: Profile = Profile(), _ bodies: EntryBody..., from: Int64 = 10) -> Profile {
    var profile = profile
    for (index, body) in bodies.enumerated() {
      profile.apply(
        body, position: Position(rawValue: from + Int64(index)), atMilliseconds: Self.now + Int64(index))
    }
    return profile
  }

  private func patched(_ change: (inout CustomerPatch) -> Void) -> EntryBody {
    var patch = CustomerPatch()
    change(&patch)
    return .patch(patch)
  }

  private func contact(
    _ action: String = "offer", _ seconds: Int64 = 0, channel: String = "email", state: ContactState = .reserved,
    origin: UInt64 = 0
  ) -> Contact {
    Contact(
      at: Self.at + seconds, action: Symbol(action), group: .none, issue: .none, channel: Symbol(channel),
      channelKind: .email, direction: .outbound, purpose: Symbol("news"), purposeKind: .marketing, state: state,
      origin: origin)
  }

  private func decided(_ contacts: [Contact]) -> EntryBody {
    .decision(
      DecisionRecord(
        customer: Identity(.id, "a"), at: Self.at, kind: .outbound, mode: .reservation, context: 1,
        answer: .contact([]), contacts: contacts, checksum: 0))
  }

  private func news(_ kind: FeedbackKind, _ decision: Int64 = 10, choice: Int = 0, _ seconds: Int64 = 60) -> EntryBody {
    .feedback(
      FeedbackRecord(
        decision: Position(rawValue: decision), choice: choice, kind: kind, at: Self.at + seconds, action: "offer",
        channel: "email", purpose: "news"))
  }

  /// Consents as `purpose/channel` with `+` or `-`.
  private func consents(_ profile: Profile) -> [String] {
    profile.consents.map { "\($0.isGranted ? "+" : "-")\($0.purpose)/\($0.channel ?? "*")" }
  }

  @Test func patches() {
    let profile = folded(
      Profile(),
      patched {
        $0.attributes = [("age", .int(47)), ("city", .string("Metz")), ("é", .bool(true))]
        $0.country = "FR"
        $0.household = "h-9"
        $0.addresses = [.init(channel: "sms", text: "+33"), .init(channel: "email", text: "a@b")]
        $0.objections = ["news"]
      },
      patched {
        $0.attributes = [("age", .null), ("zip", .string("57000")), ("city", .string("Nancy"))]
        $0.country = ""
        $0.addresses = [.init(channel: "sms", isRemoved: true), .init(channel: "push")]
        $0.objections = []
        $0.unwanted = ["loans"]
      })
    #expect(profile.attributes.map(\.name) == ["city", "zip", "é"])
    if case .string(let city) = profile.attributes[0].value { #expect(city == "Nancy") } else { Issue.record("city") }
    #expect(profile.country.isEmpty && profile.household == "h-9")
    #expect(profile.addresses.map(\.channel) == ["email", "push"])
    #expect(profile.addresses[1].text == nil)
    #expect(profile.objections.isEmpty && profile.unwanted == ["loans"])
    #expect(profile.createdAtMilliseconds == Self.now)
  }

  @Test func aConsentReplacesWhatWasSaidBefore() {
    func said(_ consents: [(String, String?, Bool)]) -> EntryBody {
      patched { patch in
        patch.consents = consents.map { .init(purpose: $0.0, channel: $0.1, isGranted: $0.2, source: "form") }
      }
    }
    let table: [(consents: [(String, String?, Bool)], after: [String])] = [
      ([("news", "email", true), ("news", "sms", false)], ["+news/email", "-news/sms"]),
      ([("news", "email", true), ("news", "email", false)], ["-news/email"]),
      ([("news", "email", true), ("care", "email", true), ("news", nil, false)], ["+care/email", "-news/*"]),
      ([("news", nil, true), ("news", "sms", false)], ["+news/*", "-news/sms"]),
      ([("news", nil, true), ("news", "sms", false), ("news", nil, true)], ["+news/*"]),
    ]
    for row in table { #expect(consents(folded(Profile(), said(row.consents))) == row.after) }
    let profile = folded(Profile(), said([("news", nil, true)]))
    #expect(profile.consents[0].atMilliseconds == Self.now && profile.consents[0].source == "form")
  }

  @Test func events() {
    func event(_ name: String, _ seconds: Int64, kept: Bool = true, amount: Double = 0) -> EntryBody {
      .event(
        EventRecord(name: name, atMilliseconds: Self.now + seconds * 1000 + 999, amount: amount, isKept: kept))
    }
    var profile = folded(
      Profile(), event("login", 5), event("other", 7, kept: false), event("buy", 1, amount: 2),
      event("login", 5, amount: 1))
    #expect(profile.events.map { Int64($0.atSeconds) - Self.at.secondsSince1970 } == [1, 5, 5])
    #expect(profile.events.map(\.amount) == [2, 0, 1])
    for n in 0..<120 { profile = folded(profile, event("login", 10 + Int64(n))) }
    let logins = profile.events.filter { $0.name == Symbol("login") }
    #expect(logins.count == Profile.eventsPerNameMax && profile.events.count == 101)
    #expect(Int64(logins[0].atSeconds) - Self.at.secondsSince1970 == 30)
    // One from long before the others is not kept.
    #expect(folded(profile, event("login", -50)) == profile)
    // Before 1970 the second is still the one before.
    let old = folded(Profile(), .event(EventRecord(name: "a", atMilliseconds: -1, isKept: true)))
    #expect(old.events[0].atSeconds == 0)
  }

  @Test func decisionsAndNews() {
    var profile = folded(Profile(), decided([contact("offer"), contact("other", -60)]))
    #expect(profile.ledger.contacts.map(\.origin) == [10 << 4 | 1, 10 << 4])
    #expect(profile.ledger.contacts[1].decision! == (Position(rawValue: 10), 0))
    profile = folded(profile, news(.confirmed), news(.clicked), news(.opened, 10, choice: 0, 90), from: 11)
    #expect(profile.ledger.contacts[1].state == .delivered && profile.ledger.contacts[1].outcome == .clicked)
    #expect(Int64(profile.ledger.contacts[1].outcomeSeconds) == Self.at.secondsSince1970 + 60)
    #expect(profile.ledger.contacts[0].state == .reserved)
    profile = folded(profile, news(.ignored), news(.released, 99), from: 20)
    #expect(profile.ledger.contacts[1].outcome == .clicked)
    for n in 0..<Int64(600) { profile = folded(profile, decided([contact("x", n)]), from: 100 + n) }
    #expect(profile.ledger.contacts.count == Profile.contactsMax)
    #expect(profile.ledger.contacts.last?.origin == 699 << 4)
  }

  @Test func newsThatChangesMoreThanTheLedger() {
    let known = folded(
      Profile(), decided([contact()]),
      patched {
        $0.addresses = [.init(channel: "email", text: "a@b"), .init(channel: "sms", text: "+33")]
        $0.consents = [.init(purpose: "news", isGranted: true, source: "form")]
      })
    func suppressed(_ profile: Profile) -> [String] { profile.addresses.filter(\.isSuppressed).map(\.channel) }
    let table: [(FeedbackKind, consents: [String], suppressed: [String])] = [
      (.unsubscribed, ["+news/*", "-news/email"], []), (.complained, ["+news/*", "-news/email"], ["email"]),
      (.bouncedForGood, ["+news/*"], ["email"]), (.bounced, ["+news/*"], []), (.rejected, ["+news/*"], []),
    ]
    for row in table {
      let profile = folded(known, news(row.0), from: 20)
      #expect(consents(profile) == row.consents && suppressed(profile) == row.suppressed, "\(row.0)")
      #expect(row.0.needsReload == (row.consents.count > 1 || !row.suppressed.isEmpty))
    }
    let left = folded(known, news(.unsubscribed), from: 20)
    #expect(left.consents[1].source == "feedback")
    #expect(left.consents[1].atMilliseconds == (Self.at.secondsSince1970 + 60) * 1000)
    // Granted again and withdrawn again, by the same message; and by a contact that is no longer kept.
    let again = folded(
      left, patched { $0.consents = [.init(purpose: "news", isGranted: true)] }, news(.unsubscribed), from: 30)
    #expect(consents(again) == ["+news/*", "-news/email"])
    #expect(consents(folded(known, news(.unsubscribed, 77), from: 30)) == ["+news/*", "-news/email"])
  }

  @Test func absorbing() {
    func profile(_ change: (inout Profile) -> Void) -> Profile {
      var profile = Profile()
      change(&profile)
      return profile
    }
    let own = profile {
      $0.createdAtMilliseconds = 200
      $0.attributes = [("age", .int(1)), ("own", .int(1))]
      $0.country = "FR"
      $0.addresses = [.init(channel: "email", text: "a@b", isSuppressed: false)]
      $0.objections = ["news"]
      $0.unwanted = ["sms"]
      $0.ledger = Ledger([contact("offer", 0, origin: 5 << 4)])
      $0.events = [Event(name: Symbol("login"), at: Self.at)]
    }
    let other = profile {
      $0.createdAtMilliseconds = 100
      $0.attributes = [("age", .int(2)), ("zip", .int(2))]
      ($0.country, $0.region) = ("DE", "FR-57")
      $0.addresses = [
        .init(channel: "email", text: "a@b", isSuppressed: true),
        .init(channel: "sms", text: "+33", isSuppressed: false),
      ]
      ($0.objections, $0.unwanted, $0.preferredChannels) = (["news", "care"], ["loans"], ["email"])
      $0.ledger = Ledger([contact("offer", 0, origin: 6 << 4), contact("old", -9)])
      $0.events = [Event(name: Symbol("login"), at: Self.at - 1)]
    }
    let merged = folded(own, .absorbed(other))
    #expect(merged.attributes.map(\.name) == ["age", "own", "zip"])
    if case .int(let age) = merged.attributes[0].value { #expect(age == 1) } else { Issue.record("age") }
    #expect(merged.country == "FR" && merged.region == "FR-57" && merged.createdAtMilliseconds == 100)
    #expect(merged.addresses.map(\.channel) == ["email", "sms"])
    #expect(merged.addresses[0].isSuppressed, "one address, which one of the two may not use")
    #expect(merged.objections == ["news", "care"] && merged.unwanted == ["sms", "loans"])
    #expect(merged.preferredChannels == ["email"])
    #expect(merged.ledger.contacts.map(\.origin) == [0, 5 << 4, 6 << 4])
    #expect(merged.events.map { Int64($0.atSeconds) - Self.at.secondsSince1970 } == [-1, 0])
  }

  @Test func theLaterConsentOfTwoWins() {
    typealias Said = (purpose: String, channel: String?, isGranted: Bool, at: Int64)
    func profile(_ consents: [Said]) -> Profile {
      var profile = Profile()
      profile.consents = consents.map {
        .init(purpose: $0.0, channel: $0.1, isGranted: $0.2, atMilliseconds: $0.3, source: "", proof: [])
      }
      return profile
    }
    let table: [(own: [Said], other: [Said], after: [String])] = [
      ([("news", "email", true, 1)], [("news", "email", false, 2)], ["-news/email"]),
      ([("news", "email", true, 3)], [("news", "email", false, 2)], ["+news/email"]),
      ([("news", "email", true, 2)], [("news", "email", false, 2)], ["-news/email"]),
      ([("news", "email", false, 2)], [("news", "email", true, 2)], ["-news/email"]),
      ([("news", "email", true, 1)], [("news", nil, false, 2)], ["-news/*"]),
      ([("news", "email", true, 3)], [("news", nil, false, 2)], ["-news/*", "+news/email"]),
      // Said later, though dated earlier: the order in which one customer said it stays.
      (
        [("news", nil, true, 9), ("news", "sms", false, 4)], [("care", nil, true, 7)],
        ["+care/*", "+news/*", "-news/sms"]
      ),
    ]
    for (index, row) in table.enumerated() {
      #expect(consents(folded(profile(row.own), .absorbed(profile(row.other)))) == row.after, "row \(index)")
    }
  }

  @Test func importing() {
    let known = folded(
      Profile(),
      patched {
        $0.attributes = [("age", .int(1)), ("own", .int(1))]
        $0.objections = ["news"]
        $0.unwanted = ["sms"]
      }, decided([contact("offer")]), from: 9)
    var file = Profile()
    file.attributes = [("age", .int(2))]
    file.objections = ["care"]
    file.consents = [.init(purpose: "news", channel: nil, isGranted: true, atMilliseconds: 0, source: "", proof: [])]
    file.ledger = Ledger([contact("offer", state: .delivered), contact("old", -9, state: .delivered, origin: 3 << 4)])
    file.events = [Event(name: Symbol("login"), at: Self.at), Event(name: Symbol("login"), at: Self.at, amount: 2)]
    let once = folded(known, .imported(file), from: 20)
    if case .int(let age) = once.attributes[0].value { #expect(age == 2) } else { Issue.record("age") }
    #expect(once.attributes.count == 2 && once.objections == ["news", "care"] && once.unwanted == ["sms"])
    #expect(once.consents[0].atMilliseconds == Self.now)
    // The contact that the hub made stays its own; one of another hub's is never taken for one of its own.
    #expect(once.ledger.contacts.map(\.state) == [.delivered, .delivered])
    #expect(once.ledger.contacts[1].origin == 10 << 4)
    #expect(once.ledger.index(origin: 3 << 4) == nil)
    #expect(once.ledger.contacts[0].decision! == (Position(rawValue: 3), 0))
    // Two of one second stay two.
    #expect(once.events.map(\.amount) == [0, 2])
    // The same file again changes nothing.
    #expect(folded(once, .imported(file), from: 30) == once)
    #expect(file.created(Self.now).consents[0].atMilliseconds == Self.now)
  }

  @Test func snapshotsStandForWhatCameBefore() {
    for seed in UInt64(0)..<60 {
      var random = RandomBodies(seed: seed)
      var entries: [EntryBody] = []
      for _ in 0..<random.generator.int(1...30) {
        entries.append(
          random.body(random.generator.pick([.patch, .event, .decision, .feedback, .absorbed, .imported])))
      }
      var whole = Profile()
      var restarted = Profile()
      for (index, body) in entries.enumerated() {
        whole.apply(body, position: Position(rawValue: Int64(index + 1)), atMilliseconds: Self.now)
        restarted.apply(body, position: Position(rawValue: Int64(index + 1)), atMilliseconds: Self.now)
        guard let read = try? EntryBody(kind: .snapshot, body: EntryBody.snapshot(restarted).encode()) else {
          Issue.record("seed \(seed): a snapshot cannot be read")
          continue
        }
        restarted = Profile()
        restarted.apply(read, position: .none, atMilliseconds: 0)
      }
      #expect(whole == restarted, "seed \(seed)")
    }
  }
}
