import Hub

/// What the tracking routes take at most, as the clients of the protocol expect it.
enum TrackingLimits {
  /// The most bytes of a body, unpacked. Clients of Segment stop at 500 KB; RudderStack's allow themselves this much.
  static let bodyBytesMax = 4 << 20
  /// The most bytes of one event, written without spaces.
  static let eventBytesMax = 32 << 10
  /// The most events of a batch that are looked at; the others are dropped, and the batch is accepted all the same.
  static let batchEventsMax = 2_500
  /// The most bytes of the name of an event or an attribute.
  static let nameBytesMax = 256
  /// The most bytes of an identifier.
  static let idBytesMax = Identity.valueBytesMax
  /// A sender's clock that is further off than ten years is not believed, and its times are taken as they are.
  static let skewMillisecondsMax: Int64 = 3_653 * 86_400_000
}

/// Why something that was sent cannot be used, though it was accepted. The raw value is what logs and counters say.
enum Unusable: String, CaseIterable, Sendable {
  /// An element of a batch that is no object.
  case notObject = "not_object"
  /// An element of a batch without a `type`, or with one that the protocol does not have.
  case typeUnknown = "type_unknown"
  /// Neither `userId` nor `anonymousId`; for an alias, no `userId`.
  case idMissing = "id_missing"
  /// An identifier longer than ``TrackingLimits/idBytesMax``.
  case idTooLong = "id_too_long"
  /// A `track` without `event`, or with a name longer than ``TrackingLimits/nameBytesMax``.
  case eventInvalid = "event_invalid"
  /// A `group` without `groupId`.
  case groupMissing = "group_missing"
  /// An `alias` without `previousId`.
  case previousMissing = "previous_missing"
  /// An element of a batch larger than ``TrackingLimits/eventBytesMax``.
  case tooLarge = "too_large"
  /// An element of a batch beyond ``TrackingLimits/batchEventsMax``.
  case beyondBatch = "beyond_batch"
  /// One trait that does not fit the type of its attribute; the others are taken.
  case traitMisfit = "trait_misfit"
}
