import Hub

/// Keys that make a message count once.
enum MessageKey {
  /// A tracked message's key.
  ///
  /// There is one namespace for the whole hub, not one an API key: a client that is given a new key while it retries sends
  /// the same messages again. Clients make up ids that nobody else does (UUIDs).
  /// - Parameter part: which of the things that one message tells.
  static func tracked(_ messageId: String, part: StaticString) -> Digest128 {
    Digest128(sha256Of: [Array("tracking".utf8), Array(messageId.utf8), Array(part.description.utf8)])
  }

  /// A cloud event's key. Source: CloudEvents 1.0.2: "Producers MUST ensure that `source` + `id` is unique for each
  /// distinct event."
  static func cloudEvent(source: String, id: String) -> Digest128 {
    Digest128(sha256Of: [Array("cloudevents".utf8), Array(source.utf8), Array(id.utf8)])
  }
}
