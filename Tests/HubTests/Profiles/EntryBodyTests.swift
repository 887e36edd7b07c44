import Decisions
import Expressions
import Hub
import Seeds
import Testing
import Times

/// Bodies of log entries: what is written is read again, for ever, and nothing else is.
@Suite struct EntryBodyTests {
  @Test(arguments: EntryKind.allCases)
  func whatIsWrittenIsRead(_ kind: EntryKind) throws {
    var random = RandomBodies(seed: 20_261_122 &+ UInt64(kind.rawValue))
    for round in 0..<200 {
      let body = random.body(kind)
      let bytes = body.encode()
      let read = try EntryBody(kind: kind, body: bytes)
      #expect(read.kind == kind)
      #expect(read.encode() == bytes, "round \(round)")
      switch (body, read) {
      case (.patch(let a), .patch(let b)): #expect(a == b)
      case (.event(let a), .event(let b)): #expect(a == b)
      case (.feedback(let a), .feedback(let b)): #expect(a == b)
      case (.merged(let a), .merged(let b)): #expect(a == b)
      case (.snapshot(let a), .snapshot(let b)):
        #expect(a == b && a.ledger.contacts == b.ledger.contacts && a.consents == b.consents)
        #expect(a.addresses == b.addresses && a.attributes.map(\.name) == b.attributes.map(\.name))
      case (.decision(let a), .decision(let b)):
        #expect(a.customer == b.customer && a.kind == b.kind && a.contacts == b.contacts && a.checksum == b.checksum)
      default: break
      }
    }
  }

  /// The very bytes, worked out by hand from the format: they may not change as long as the version does not.
  @Test func goldenBytes() throws {
    let at = Instant(secondsSince1970: 1_790_000_000)
    let contact = try #require(
      Contact(
        atSeconds: 1_790_000_000, outcomeSeconds: 0, action: Symbol(rawValue: 1), group: Symbol(rawValue: 2),
        issue: Symbol(rawValue: 3), channel: Symbol(rawValue: 4), purpose: Symbol(rawValue: 5), brand: .none,
        address: 7, weightHundredths: 100, flags: 3, origin: 42 << 4 | 1))
    let event = EventRecord(
      name: "login", atMilliseconds: 1_790_000_000_123, amount: 2.5, properties: Array("{}".utf8), isKept: true)
    let feedback = FeedbackRecord(
      decision: Position(rawValue: 42), choice: 1, kind: .converted, at: at + 60, value: 12.5, action: "offer",
      channel: "email", purpose: "news")
    let decision = DecisionRecord(
      customer: Identity(.id, "c-17"), at: at, kind: .inbound(placement: "top"), channels: ["web"], answersMax: 2,
      mode: .reservation, context: 3,
      answer: .contact([
        Offer(
          action: "offer", channel: "web", at: at, propensity: 0.05, value: 50, lever: 0.1, cost: 0.5, patience: 1)
      ]), contacts: [contact], checksum: 0x0123_4567_89ab_cdef)
    let silence = DecisionRecord(
      customer: Identity(.anonymous, "a"), at: Instant(secondsSince1970: -1), kind: .outbound, mode: .proposal,
      context: 1, answer: .silence(Abstention(reason: .cap, value: 0, forgone: 2, nextLook: at)), checksum: 1)
    var patch = CustomerPatch()
    patch.attributes = [("age", .int(47)), ("gone", .null), ("tags", .list([.string("a"), .bool(true)]))]
    patch.country = "FR"
    patch.zone = ""
    patch.addresses = [.init(channel: "email", text: "a@b", isSuppressed: true)]
    patch.consents = [.init(purpose: "news", isGranted: true, at: at, source: "form", proof: Array("{}".utf8))]
    patch.objections = []
    var profile = Profile()
    profile.createdAtMilliseconds = 1_790_000_000_000
    profile.attributes = [("score", .double(0.5))]
    (profile.country, profile.zone, profile.locale, profile.household) = ("FR", "Europe/Paris", "fr", "h")
    profile.addresses = [.init(channel: "sms", text: nil, isSuppressed: true)]
    profile.consents = [
      .init(purpose: "news", channel: "sms", isGranted: false, atMilliseconds: 5, source: "", proof: [])
    ]
    (profile.objections, profile.preferredChannels) = (["news"], ["email"])
    profile.ledger = Ledger([contact])
    profile.events = [Event(name: Symbol(rawValue: 9), at: at - 1, amount: 1)]
    let table: [(EntryBody, String)] = [
      (.event(event), "01056c6f67696ef6b183c598680000000000000440027b7d01"),
      (.feedback(feedback), "0154010bf8ee89ab0d010000000000002940056f6666657205656d61696c046e657773"),
      (.merged(CustomerNumber(rawValue: 7)), "010e"),
      (
        .decision(decision),
        "010104632d313780ee89ab0d0103746f700103776562000201030000000101056f666665720377656280ee89ab0d9a9999999999a93f"
          + "00000000000049409a9999999999b93f000000000000e03f000000000000f03f01803bb16a0000000001000000020000000300"
          + "00000400000005000000000000000700000064000300a105efcdab8967452301"
      ),
      (
        .decision(silence),
        "0102016101020000000100010000000291030000000000000000000000000000004080ee89ab0d000100000000000000"
      ),
      (
        .patch(patch),
        "010303616765035e04676f6e650004746167730902060161020102465200010000000105656d61696c0103614062010001046e657773"
          + "00010180ee89ab0d04666f726d027b7d01000000"
      ),
      (
        .snapshot(profile),
        "0180b083c59868010573636f726505000000000000e03f024652000c4575726f70652f506172697302667201680103736d73000101"
          + "046e6577730103736d73000a000001046e657773000105656d61696c01803bb16a000000000100000002000000030000000400"
          + "000005000000000000000700000064000300a10501090000007f3bb16a000000000000f03f"
      ),
    ]
    for (body, bytes) in table { #expect(hex(body.encode()) == bytes, "\(body.kind)") }
  }

  @Test func aDecisionWithOneOfferIsSmall() {
    var random = RandomBodies(seed: 1)
    var contact = random.contact()
    contact.origin = 0
    let at = Instant(secondsSince1970: 1_790_000_000)
    let offer = Offer(
      action: "no_fee_for_a_year", channel: "email", at: at, propensity: 0.05, value: 50, lever: 0.1, cost: 0.5,
      patience: 1)
    let decision = DecisionRecord(
      customer: Identity(.id, "customer-0012345678"), at: at, kind: .outbound, mode: .reservation, context: 3,
      answer: .contact([offer]), contacts: [contact], checksum: .max)
    #expect((100...250).contains(EntryBody.decision(decision).encode().count))
  }

  /// Whatever stands on the disk: an error with a code, or a body that is written as it can be read; never a crash.
  @Test(arguments: EntryKind.allCases)
  func hostileBytes(_ kind: EntryKind) throws {
    let seed = 7 &+ UInt64(kind.rawValue)
    var random = RandomBodies(seed: seed)
    var refused = 0
    for round in 0..<1_500 {
      var bytes = random.body(kind).encode()
      switch round % 4 {
      case 0: bytes.removeLast(random.generator.int(1...bytes.count))
      case 1: bytes.append(random.generator.pick([0, 1, 255]))
      case 2:
        for _ in 0..<random.generator.int(1...4) {
          bytes[random.generator.int(0...bytes.count - 1)] = UInt8(random.generator.int(0...255))
        }
      default: bytes = [1] + (0..<random.generator.int(0...40)).map { _ in UInt8(random.generator.int(0...255)) }
      }
      do {
        let body = try EntryBody(kind: kind, body: bytes)
        let written = body.encode()
        #expect(try EntryBody(kind: kind, body: written).encode() == written, "seed \(seed), round \(round)")
      } catch {
        refused += 1
        let codes = ["body.truncated", "body.trailing", "body.invalid", "body.newer"]
        #expect(codes.contains(error.code), "seed \(seed), round \(round): \(error)")
      }
    }
    // All that are cut short or have a byte too many, at the least.
    #expect(refused >= 700)
  }

  @Test func whatDamageIsCalled() {
    let table: [(EntryKind, [UInt8], code: String)] = [
      (.merged, [], "body.truncated"), (.merged, [0, 14], "body.invalid"), (.merged, [2, 14], "body.newer"),
      (.merged, [1, 14, 0], "body.trailing"), (.merged, [1, 0x80], "body.truncated"),
      (.merged, [1] + [UInt8](repeating: 0xFF, count: 10), "body.invalid"),
      // A count of four billion texts in two bytes allocates nothing.
      (.patch, [1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], "body.truncated"),
      (.event, [1, 1, 0xFF], "body.invalid"),
      // A list in a list in a list…
      (.patch, [1, 1, 1, 97] + [UInt8](repeating: 0, count: 0) + nested(200), "body.invalid"),
    ]
    for row in table {
      #expect(throws: (any Error).self) { try EntryBody(kind: row.0, body: row.1) }
      do { _ = try EntryBody(kind: row.0, body: row.1) } catch { #expect(error.code == row.code, "\(row.1.prefix(6))") }
    }
  }

  private func nested(_ depth: Int) -> [UInt8] {
    (0..<depth).flatMap { _ in [UInt8(9), 1] } + [0] + [UInt8](repeating: 0, count: depth)
  }

  @Test func availability() throws {
    var availability = Availability()
    availability.isEverythingStopped = true
    availability.stoppedActions = ["b", "a", "é"]
    availability.stoppedChannels = ["email"]
    availability.stoppedBrands = ["north"]
    availability.exhaustedActions = ["c"]
    availability.exhaustedChannels = ["sms"]
    availability.channelsDown = ["push"]
    let bytes = availability.encoded
    #expect(
      hex(bytes) == "0101" + "03016101" + "6202c3a9" + "0105656d61696c" + "01056e6f727468" + "010163" + "0103736d73"
        + "010470757368")
    let read = try #require(Availability(encoded: bytes))
    #expect(read.encoded == bytes && read.channelsDown == ["push"] && read.isEverythingStopped)
    #expect(Availability(encoded: Array(bytes.dropLast())) == nil)
    #expect(Availability(encoded: Availability().encoded)?.stoppedActions == [])
  }

  @Test func availabilityWithRooms() throws {
    var availability = Availability()
    availability.volumeRooms = ["b": 0, "a": 300]
    let window = Instant(secondsSince1970: 10)..<Instant(secondsSince1970: 20)
    availability.laterRooms = [VolumeRoom(limit: "a", window: window, room: 1)]
    availability.rolloutSteps = ["r": -1]
    let bytes = availability.encoded
    #expect(hex(bytes) == "0200000000000000" + "020161d804" + "016200" + "010161142802" + "01017201")
    let read = try #require(Availability(encoded: bytes))
    #expect(read.volumeRooms == availability.volumeRooms && read.laterRooms == availability.laterRooms)
    #expect(read.rolloutSteps == ["r": -1] && read.encoded == bytes)
    for count in 0..<bytes.count { #expect(Availability(encoded: Array(bytes.prefix(count))) == nil) }
  }
}

/// Bytes as people compare them.
func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
