import Foundation
import Servers

/// Something a client tells or asks the hub, with the key by which it happens once.
struct Operation: Sendable {
  enum Kind: Sendable {
    /// The customer becomes known, reachable everywhere and agrees to offers.
    case arrival
    case event
    /// Consent to news, given or withdrawn.
    case consent(isGranted: Bool)
    case decision(channel: String)
    /// What became of a decision.
    case outcome(decision: String, name: String)
  }

  var kind: Kind
  var customer: String
  /// Of its own among all operations of a test.
  var key: String

  /// Sends it; nothing is thrown only when the hub acknowledged.
  /// - Returns: the answer.
  @discardableResult
  func send(on connection: WireConnection) throws -> WireReply {
    let reply: WireReply
    switch kind {
    case .arrival:
      let body = """
        {"addresses": {"email": true, "sms": true, "push": true}, \
        "consents": [{"purpose": "offers", "granted": true, "source": "\(key)"}]}
        """
      reply = try connection.ask("PATCH", "/v1/customers/\(customer)", body, once: key)
    case .event:
      let body = """
        {"userId": "\(customer)", "event": "seen", "messageId": "\(key)", "properties": {"key": "\(key)"}}
        """
      reply = try connection.ask("POST", "/v1/track", body)
    case .consent(let isGranted):
      let body = """
        {"consents": [{"purpose": "news", "granted": \(isGranted), "source": "\(key)"}]}
        """
      reply = try connection.ask("PATCH", "/v1/customers/\(customer)", body, once: key)
    case .decision(let channel):
      let body = """
        {"customer": "\(customer)", "occasion": {"kind": "outbound"}, "channels": ["\(channel)"]}
        """
      reply = try connection.ask("POST", "/v1/decisions", body, once: key)
    case .outcome(let decision, let name):
      let body = """
        {"decision": "\(decision)", "choice": 0, "outcome": "\(name)"}
        """
      reply = try connection.ask("POST", "/v1/outcomes", body, once: key)
    }
    guard (200..<300).contains(reply.status) else {
      throw UnexpectedAnswer(
        what: "\(kind) of \(customer): \(reply.status) \(String(decoding: reply.body.prefix(500), as: UTF8.self))")
    }
    return reply
  }
}

/// The hub answered, and not as it should.
struct UnexpectedAnswer: Error {
  var what: String
}
