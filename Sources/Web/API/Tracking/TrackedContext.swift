import Records

/// The context of an event: its own, over that of its batch.
struct TrackedContext {
  private let own: JSONValue?
  private let shared: JSONValue?

  /// - Parameters:
  ///   - own: the `context` of the event.
  ///   - shared: the `context` of the batch that it came in.
  init(own: JSONValue?, shared: JSONValue?) {
    self.own = own
    self.shared = shared
  }

  /// A member; null is none.
  subscript(key: StaticString) -> JSONValue? {
    if let value = own?[key], !value.isNull { return value }
    return shared?[key].flatMap { $0.isNull ? nil : $0 }
  }
}
