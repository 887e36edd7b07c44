import Charters
import Decisions
import Records
import Times

extension ContactReading {
  /// The contact of an object in which everything is as it should be, read in one pass; nothing when something is not.
  /// ``contact(_:_:_:)`` then reads it again, and says what: it gives the same contact wherever this gives one.
  static func wellFormed(_ object: JSONValue, _ zone: Zone) -> CustomerDraft.PastContact? {
    guard object.kind == .object else { return nil }
    var fields = Fields()
    for (key, value) in object.members {
      guard !value.isNull else {
        if name(of: key) == nil { return nil }
        continue
      }
      guard let name = name(of: key), fields.take(name, value, zone) else { return nil }
    }
    return fields.contact
  }

  /// What was read of a contact so far.
  private struct Fields {
    private var at: Instant?
    private var action: String?
    private var channel: String?
    private var others = CustomerDraft.PastContact(at: Instant(secondsSince1970: 0), action: "", channel: "")

    /// The contact, if it has what every one needs.
    var contact: CustomerDraft.PastContact? {
      guard let at, let action, let channel else { return nil }
      var contact = others
      contact.at = at
      contact.action = action
      contact.channel = channel
      return contact
    }

    /// Takes a value that is not null; false when it is not as it should be.
    mutating func take(_ name: Name, _ value: JSONValue, _ zone: Zone) -> Bool {
      switch name {
      case .at: return set(&at, ContactReading.moment(value, zone))
      case .action: return set(&action, value.string)
      case .channel: return set(&channel, value.string)
      case .purpose: return set(&others.purpose, value.string)
      case .group: return set(&others.group, value.string)
      case .issue: return set(&others.issue, value.string)
      case .brand: return set(&others.brand, value.string)
      case .decision: return set(&others.decision, value.string)
      case .outcomeAt: return set(&others.outcomeAt, ContactReading.moment(value, zone))
      case .state: return set(&others.state, ContactReading.states.word(value))
      case .outcome: return set(&others.outcome, ContactReading.outcomes.word(value))
      case .channelKind: return set(&others.channelKind, ContactReading.channelKinds.word(value))
      case .direction: return set(&others.direction, ContactReading.directions.word(value))
      case .purposeKind: return set(&others.purposeKind, ContactReading.purposeKinds.word(value))
      case .weight: return set(&others.weightHundredths, value.double.flatMap(ContactReading.weightHundredths))
      case .addressKey: return set(&others.addressKey, value.string.flatMap { UInt32($0, radix: 16) })
      case .choice: return set(&others.choice, value.double.flatMap(ContactReading.choice))
      }
    }

    private func set<Read>(_ field: inout Read?, _ value: Read?) -> Bool {
      field = value
      return value != nil
    }

    private func set<Read>(_ field: inout Read, _ value: Read?) -> Bool {
      guard let value else { return false }
      field = value
      return true
    }
  }

  private enum Name {
    case at, action, channel, purpose, group, issue, state, outcome, outcomeAt, brand, weight, channelKind, direction
    case purposeKind, addressKey, decision, choice
  }

  /// Lengths and first letters tell the keys apart; the rest is compared once.
  private static func name(of key: UnsafeBufferPointer<UInt8>) -> Name? {
    guard let first = key.first else { return nil }
    let (name, text): (Name, StaticString)
    switch (key.count, first) {
    case (2, UInt8(ascii: "a")): (name, text) = (.at, "at")
    case (5, UInt8(ascii: "b")): (name, text) = (.brand, "brand")
    case (5, UInt8(ascii: "g")): (name, text) = (.group, "group")
    case (5, UInt8(ascii: "i")): (name, text) = (.issue, "issue")
    case (5, UInt8(ascii: "s")): (name, text) = (.state, "state")
    case (6, UInt8(ascii: "a")): (name, text) = (.action, "action")
    case (6, UInt8(ascii: "w")): (name, text) = (.weight, "weight")
    case (6, UInt8(ascii: "c")): (name, text) = (.choice, "choice")
    case (7, UInt8(ascii: "c")): (name, text) = (.channel, "channel")
    case (7, UInt8(ascii: "p")): (name, text) = (.purpose, "purpose")
    case (7, UInt8(ascii: "o")): (name, text) = (.outcome, "outcome")
    case (8, UInt8(ascii: "d")): (name, text) = (.decision, "decision")
    case (9, UInt8(ascii: "d")): (name, text) = (.direction, "direction")
    case (10, UInt8(ascii: "o")): (name, text) = (.outcomeAt, "outcome_at")
    case (11, UInt8(ascii: "a")): (name, text) = (.addressKey, "address_key")
    case (12, UInt8(ascii: "c")): (name, text) = (.channelKind, "channel_kind")
    case (12, UInt8(ascii: "p")): (name, text) = (.purposeKind, "purpose_kind")
    default: return nil
    }
    return key.isText(text) ? name : nil
  }

  private static func moment(_ value: JSONValue, _ zone: Zone) -> Instant? {
    guard let bytes = value.stringBytes else { return nil }
    return Instant(utcBytes: bytes) ?? (try? Instant(iso8601: String(decoding: bytes, as: UTF8.self), zone: zone))
  }
}

extension DraftReading {
  /// The consent of an object in which everything is as it should be, and nothing rare; see
  /// ``ContactReading/wellFormed(_:_:)``.
  static func wellFormedConsent(_ object: JSONValue, _ zone: Zone) -> CustomerDraft.Consent? {
    guard object.kind == .object else { return nil }
    var consent = CustomerDraft.Consent(purpose: "", channel: nil, isGranted: false)
    var needed = 2
    for (key, value) in object.members {
      if key.isText("purpose"), let purpose = value.string {
        consent.purpose = purpose
        needed -= 1
      } else if key.isText("channel"), let channel = value.string {
        consent.channel = channel
      } else if key.isText("granted"), let isGranted = value.bool {
        consent.isGranted = isGranted
        needed -= 1
      } else if key.isText("at"), let at = value.string.flatMap({ Item.milliseconds($0, zone) }) {
        consent.atMilliseconds = at
      } else if key.isText("source"), let source = value.string {
        consent.source = source
      } else {
        return nil
      }
    }
    return needed == 0 ? consent : nil
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these are the bytes of a text.
  @inline(__always) func isText(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
