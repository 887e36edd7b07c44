import Hub
import Journeys
import Records
import Times

/// A call of the tracking protocol; the raw value is its `type`.
enum TrackedCall: String, CaseIterable, Sendable {
  case identify, track, page, screen, group, alias
}

/// Turns one request of the tracking protocol into happenings.
///
/// What cannot be used is counted by reason and left out: the protocol promises an answer of 200 to whatever can be read,
/// since an error would make clients drop, or send for ever, the whole batch around it.
struct TrackingReading {
  /// The calls after which the context of an event is read as well: those that a device sends when something changed.
  private static let contextEvents: Set<String> = [
    "Application Installed", "Application Opened", "Application Updated", "Segment Consent Preference Updated",
  ]

  private let names: TrackingNames
  private let time: TrackingTime
  private let sharedContext: JSONValue?
  /// What was told, in order.
  private(set) var happenings: [Happening] = []
  /// What cannot be used, by reason.
  private(set) var unusable: [Unusable: Int] = [:]

  /// - Parameters:
  ///   - root: the whole body, for what its events share: `sentAt`, and a batch's `context`.
  ///   - arrivalMilliseconds: when it arrived, by the hub's clock.
  init(root: JSONValue, isBatch: Bool, names: TrackingNames, arrivalMilliseconds: Int64) {
    self.names = names
    time = TrackingTime(
      arrivalMilliseconds: arrivalMilliseconds, sentAt: TrackingTime.milliseconds(root["sentAt"]))
    sharedContext = isBatch ? root["context"] : nil
  }

  /// Reads the elements of a batch.
  /// - Parameter bytes: the size of the body: one no larger than a single event may be holds none that is larger.
  mutating func readBatch(_ batch: JSONValue, bytes: Int) {
    var index = 0
    for item in batch.elements {
      index += 1
      if index > TrackingLimits.batchEventsMax {
        drop(.beyondBatch)
      } else if item.kind != .object {
        drop(.notObject)
      } else if bytes > TrackingLimits.eventBytesMax, item.writtenBytes > TrackingLimits.eventBytesMax {
        drop(.tooLarge)
      } else if let call = item["type"]?.string.flatMap(TrackedCall.init) {
        read(item, as: call)
      } else {
        drop(.typeUnknown)
      }
    }
  }

  /// Reads one event.
  mutating func read(_ item: JSONValue, as call: TrackedCall) {
    switch call {
    case .identify: identify(item)
    case .track: track(item)
    case .page: view(item, "page_view")
    case .screen: view(item, "screen_view")
    case .group: group(item)
    case .alias: alias(item)
    }
  }

  private mutating func identify(_ item: JSONValue) {
    guard let sender = sender(of: item) else { return }
    var reading = TraitReading(names)
    // Segment's clients put traits at the top, RudderStack's into the context; where both stand, the top is newer.
    if let traits = item["context"]?["traits"] { reading.read(traits: traits) }
    if let traits = item["traits"] { reading.read(traits: traits) }
    reading.read(context: context(of: item), at: moment(of: item))
    drop(.traitMisfit, reading.misfitCount)
    tell(.patch(reading.patch), of: sender, item, part: "patch")
  }

  private mutating func track(_ item: JSONValue) {
    guard let sender = sender(of: item) else { return }
    guard let event = item["event"]?.string, !event.isEmpty, event.utf8.count <= TrackingLimits.nameBytesMax else {
      return drop(.eventInvalid)
    }
    let found = names.event(event)
    var record = EventRecord(
      name: found.name, atMilliseconds: milliseconds(of: item), isKept: found.isKept)
    if let properties = item["properties"], properties.kind == .object {
      record.amount = properties.amount
      record.properties = properties.writtenObject()
    }
    tell(.event(record), of: sender, item, part: "event")
    if Self.contextEvents.contains(event) {
      var reading = TraitReading(names)
      reading.read(context: context(of: item), at: moment(of: item))
      if !reading.isEmpty { tell(.patch(reading.patch), of: sender, item, part: "patch") }
    }
  }

  /// A page or a screen that was seen; its `name` and `category` join its properties unless they say so themselves.
  private mutating func view(_ item: JSONValue, _ name: String) {
    guard let sender = sender(of: item) else { return }
    let found = names.event(name)
    var record = EventRecord(name: name, atMilliseconds: milliseconds(of: item), isKept: found.isKept)
    let properties = item["properties"].flatMap { $0.kind == .object ? $0 : nil }
    record.amount = properties?.amount ?? 0
    var more: [(key: StaticString, value: JSONValue)] = []
    if let name = item["name"], name.kind == .string, properties?["name"] == nil { more.append(("name", name)) }
    if let category = item["category"], category.kind == .string, properties?["category"] == nil {
      more.append(("category", category))
    }
    record.properties = JSONValue.writtenObject(properties, more)
    tell(.event(record), of: sender, item, part: "event")
  }

  private mutating func group(_ item: JSONValue) {
    guard let sender = sender(of: item) else { return }
    guard let group = item["groupId"]?.identifier else { return drop(.groupMissing) }
    guard group.utf8.count <= TrackingLimits.idBytesMax else { return drop(.idTooLong) }
    var reading = TraitReading(names)
    reading.read(groupId: group, traits: item["traits"])
    drop(.traitMisfit, reading.misfitCount)
    tell(.patch(reading.patch), of: sender, item, part: "patch")
  }

  /// `previousId` may be of either kind, and nobody says which: both are the person's from now on.
  private mutating func alias(_ item: JSONValue) {
    guard let user = item["userId"]?.identifier else { return drop(.idMissing) }
    guard let previous = item["previousId"]?.identifier else { return drop(.previousMissing) }
    guard max(user.utf8.count, previous.utf8.count) <= TrackingLimits.idBytesMax else { return drop(.idTooLong) }
    let sender = (customer: Identity(.id, user), other: Identity?.none)
    if previous != user { tell(.alias(Identity(.id, previous)), of: sender, item, part: "alias") }
    tell(.alias(Identity(.anonymous, previous)), of: sender, item, part: "visitor")
  }

  // MARK: What all events have

  /// Whom an event is about: by `userId` where there is one, and then also by `anonymousId`.
  private mutating func sender(of item: JSONValue) -> (customer: Identity, other: Identity?)? {
    let user = item["userId"]?.identifier.map { Identity(.id, $0) }
    let visitor = item["anonymousId"]?.identifier.map { Identity(.anonymous, $0) }
    guard let customer = user ?? visitor else {
      drop(.idMissing)
      return nil
    }
    for identity in [user, visitor] where identity.map({ $0.value.utf8.count > TrackingLimits.idBytesMax }) == true {
      drop(.idTooLong)
      return nil
    }
    return (customer, user == nil ? nil : visitor)
  }

  private func context(of item: JSONValue) -> TrackedContext {
    TrackedContext(own: item["context"], shared: sharedContext)
  }

  private func milliseconds(of item: JSONValue) -> Int64 {
    let stamped = TrackingTime.milliseconds(item["timestamp"]) ?? TrackingTime.milliseconds(item["originalTimestamp"])
    return time.moment(stamped)
  }

  private func moment(of item: JSONValue) -> Instant { Instant(secondsSince1970: milliseconds(of: item) / 1000) }

  private mutating func tell(
    _ kind: Happening.Kind, of sender: (customer: Identity, other: Identity?), _ item: JSONValue, part: StaticString
  ) {
    let key = item["messageId"]?.identifier.map { MessageKey.tracked($0, part: part) }
    var happening = Happening(customer: sender.customer, other: sender.other, kind: kind, messageKey: key)
    // A location that is none is left alone, like everything else of a context that nobody asks for.
    if case .event = kind, let location = context(of: item)["location"] {
      happening.position = try? GeoZone.Position.read(location)
    }
    happenings.append(happening)
  }

  private mutating func drop(_ reason: Unusable, _ count: Int = 1) {
    if count > 0 { unusable[reason, default: 0] += count }
  }
}
