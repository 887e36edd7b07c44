import Decisions
import Times

extension EventRecord {
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 32 + name.utf8.count + properties.count)
    writer.byte(zones == nil ? EntryBody.formatVersion : 2)
    writer.string(name)
    writer.signed(atMilliseconds)
    writer.double(amount)
    writer.blob(properties)
    writer.flag(isKept)
    if let zones {
      writer.count(zones.count)
      for zone in zones { writer.fixed32(zone.rawValue) }
    }
    return writer.bytes
  }

  init(from reader: inout ByteReader, _ version: UInt8) throws(BodyError) {
    name = try reader.string()
    atMilliseconds = try reader.signed()
    amount = try reader.double()
    properties = try reader.blob()
    isKept = try reader.flag()
    guard version >= 2 else { return }
    var zones: [Symbol] = []
    for _ in 0..<(try reader.count(ofBytes: 4)) { zones.append(Symbol(rawValue: try reader.fixed32())) }
    self.zones = zones
  }
}

extension FeedbackRecord {
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 96)
    let isExplained = reason != nil || !note.isEmpty
    writer.byte(isExplained ? 2 : EntryBody.formatVersion)
    writer.signed(decision.rawValue)
    writer.count(choice)
    writer.byte(kind.rawValue)
    writer.signed(at.secondsSince1970)
    writer.flag(value != nil)
    if let value { writer.double(value) }
    writer.string(action)
    writer.string(channel)
    writer.string(purpose)
    if isExplained {
      writer.count(Int(reason?.rawValue ?? 0))
      writer.string(note)
    }
    return writer.bytes
  }

  init(from reader: inout ByteReader, _ version: UInt8) throws(BodyError) {
    decision = Position(rawValue: try reader.signed())
    choice = try reader.number()
    guard let kind = FeedbackKind(rawValue: try reader.byte()) else { throw .invalid("news of an unknown kind") }
    self.kind = kind
    at = Instant(secondsSince1970: try reader.signed())
    value = try reader.flag() ? try reader.double() : nil
    action = try reader.string()
    channel = try reader.string()
    purpose = try reader.string()
    reason = nil
    note = ""
    guard version >= 2 else { return }
    let code = try reader.number()
    if code != 0 {
      guard let known = UInt16(exactly: code).flatMap(Reason.init(rawValue:)) else {
        throw .invalid("a reason that nobody knows")
      }
      reason = known
    }
    note = try reader.string()
  }
}

extension DecisionRecord {
  /// What opened a decision; the raw values are in the log.
  private enum OccasionTag: UInt8 { case inbound = 1, outbound, event, timer }
  private enum AnswerTag: UInt8 { case contact = 1, silence }

  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 320)
    let version: UInt8 =
      !assignments.isEmpty
      ? 6
      : trial != nil
        ? 5
        : draw != .none || silenceValue != 0
          ? 4 : !prices.isEmpty ? 3 : !selection.isEmpty || !boosts.isEmpty ? 2 : EntryBody.formatVersion
    writer.byte(version)
    writer.byte(customer.kind.rawValue)
    writer.string(customer.value)
    writer.signed(at.secondsSince1970)
    let (tag, name) = occasionTag
    writer.byte(tag.rawValue)
    writer.string(name)
    writer.strings(channels)
    writer.strings(actions)
    writer.count(answersMax)
    writer.byte(mode.rawValue)
    writer.count(context)
    writer.blob(attributes)
    writer.contacts(addressContacts)
    writer.contacts(householdContacts)
    switch answer {
    case .contact(let offers):
      writer.byte(AnswerTag.contact.rawValue)
      writer.count(offers.count)
      for offer in offers { offer.encode(into: &writer) }
    case .silence(let abstention):
      writer.byte(AnswerTag.silence.rawValue)
      writer.varint(UInt64(abstention.reason.rawValue))
      writer.double(abstention.value)
      writer.double(abstention.forgone)
      writer.signed(abstention.nextLook.secondsSince1970)
    }
    writer.contacts(contacts)
    writer.fixed64(checksum)
    if version >= 2 {
      writer.selection(selection)
      writer.count(boosts.count)
      for boost in boosts {
        writer.selection(boost.selection)
        writer.double(boost.weight)
      }
    }
    if version >= 3 { writer.blob(prices.bytes) }
    if version >= 4 {
      writer.double(draw.probability)
      writer.flag(draw.isEven)
      writer.double(silenceValue)
    }
    if version >= 6 {
      writer.count(assignments.count)
      for assignment in assignments {
        writer.string(assignment.experiment)
        writer.string(assignment.arm)
        writer.double(assignment.probability)
        writer.byte((assignment.isHoldout ? 1 : 0) | (assignment.isExposed ? 2 : 0))
      }
      writer.flag(trial != nil)
    }
    trial?.encode(into: &writer)
    return writer.bytes
  }

  private var occasionTag: (OccasionTag, String) {
    switch kind {
    case .inbound(let placement): (.inbound, placement)
    case .outbound: (.outbound, "")
    case .event(let name): (.event, name)
    case .timer(let name): (.timer, name)
    }
  }

  init(from reader: inout ByteReader, _ version: UInt8) throws(BodyError) {
    guard let identity = Identity.Kind(rawValue: try reader.byte()) else {
      throw .invalid("an identity of an unknown kind")
    }
    customer = Identity(identity, try reader.string())
    at = Instant(secondsSince1970: try reader.signed())
    guard let tag = OccasionTag(rawValue: try reader.byte()) else { throw .invalid("an occasion of an unknown kind") }
    let name = try reader.string()
    switch tag {
    case .inbound: kind = .inbound(placement: name)
    case .outbound: kind = .outbound
    case .event: kind = .event(name)
    case .timer: kind = .timer(name)
    }
    channels = try reader.strings()
    actions = try reader.strings()
    answersMax = try reader.number()
    guard let mode = DecisionRequest.Mode(rawValue: try reader.byte()) else {
      throw .invalid("a decision of an unknown mode")
    }
    self.mode = mode
    context = try reader.number()
    attributes = try reader.blob()
    addressContacts = try reader.contacts()
    householdContacts = try reader.contacts()
    answer = try Answer(from: &reader)
    contacts = try reader.contacts()
    checksum = try reader.fixed64()
    guard version >= 2 else { return }
    selection = try reader.selection()
    for _ in 0..<(try reader.count(ofBytes: 12)) {
      let selection = try reader.selection()
      boosts.append(Context.Boost(selection, weight: try reader.double()))
    }
    if version >= 3 { prices = try PackedPrices(bytes: try reader.blob()) }
    guard version >= 4 else { return }
    draw = Draw(probability: try reader.double(), isEven: try reader.flag())
    silenceValue = try reader.double()
    guard draw.probability > 0, draw.probability <= 1, silenceValue.isFinite else {
      throw .invalid("a draw with a chance outside 0 … 1")
    }
    if version >= 6 {
      // Two texts of one byte at least, a double and a byte.
      for _ in 0..<(try reader.count(ofBytes: 11)) {
        let (experiment, arm) = (try reader.string(), try reader.string())
        let probability = try reader.double()
        let bits = try reader.byte()
        guard probability > 0, probability <= 1, bits < 4 else { throw .invalid("an arm with a chance outside 0 … 1") }
        assignments.append(
          NamedAssignment(
            experiment: experiment, arm: arm, probability: probability, isHoldout: bits & 1 != 0,
            isExposed: bits & 2 != 0))
      }
    }
    let isTrial = version >= 6 ? try reader.flag() : version == 5
    if isTrial { trial = try TrialRecord(from: &reader) }
  }
}

extension DecisionRecord.Answer {
  fileprivate init(from reader: inout ByteReader) throws(BodyError) {
    switch try reader.byte() {
    case 1:
      // Two texts and a moment of one byte at least, and five doubles.
      let count = try reader.count(ofBytes: 43)
      var offers: [Offer] = []
      for _ in 0..<count { offers.append(try Offer(from: &reader)) }
      self = .contact(offers)
    case 2:
      guard let code = UInt16(exactly: try reader.varint()), let reason = Reason(rawValue: code) else {
        throw .invalid("an unknown reason")
      }
      let value = try reader.double()
      let forgone = try reader.double()
      self = .silence(
        Abstention(
          reason: reason, value: value, forgone: forgone, nextLook: Instant(secondsSince1970: try reader.signed())))
    default: throw .invalid("an answer of an unknown kind")
    }
  }
}

extension Offer {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.string(action)
    writer.string(channel)
    writer.signed(at.secondsSince1970)
    writer.double(propensity)
    writer.double(value)
    writer.double(lever)
    writer.double(cost)
    writer.double(patience)
  }

  fileprivate init(from reader: inout ByteReader) throws(BodyError) {
    action = try reader.string()
    channel = try reader.string()
    at = Instant(secondsSince1970: try reader.signed())
    propensity = try reader.double()
    value = try reader.double()
    lever = try reader.double()
    cost = try reader.double()
    patience = try reader.double()
  }
}

extension ByteWriter {
  fileprivate mutating func selection(_ selection: Selection) {
    for symbols in [selection.actions, selection.groups, selection.issues, selection.purposes] {
      count(symbols.count)
      for symbol in symbols { fixed32(symbol.rawValue) }
    }
  }
}

extension ByteReader {
  fileprivate mutating func selection() throws(BodyError) -> Selection {
    Selection(actions: try symbols(), groups: try symbols(), issues: try symbols(), purposes: try symbols())
  }

  private mutating func symbols() throws(BodyError) -> [Symbol] {
    var symbols: [Symbol] = []
    for _ in 0..<(try count(ofBytes: 4)) { symbols.append(Symbol(rawValue: try fixed32())) }
    return symbols
  }
}
