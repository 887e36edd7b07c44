import Foundation
import Seeds
import Servers

/// An event with a message id, by which it counts once, and a second of its own, by which its customer's journeys tell it
/// from the others.
struct ToldEvent: Sendable {
  var customer: String
  var name: String
  var key: String
  var seconds: Int

  /// Sends it; nothing is thrown only when the hub acknowledged.
  func send(on connection: WireConnection) throws {
    let at = Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format()
    let body = """
      {"userId": "\(customer)", "event": "\(name)", "messageId": "\(key)", "timestamp": "\(at)"}
      """
    let reply = try connection.ask("POST", "/v1/track", body)
    guard (200..<300).contains(reply.status) else {
      throw UnexpectedAnswer(what: "\(name) of \(customer): \(reply.status) \(reply.text.prefix(500))")
    }
  }
}

/// A client on a thread of its own, that tells the hub of events until the hub is killed.
///
/// Each has customers of its own, so that their events come in the order of their seconds, apart from the one that was cut
/// off. A customer who was only `seen` is left alone afterwards: their silence is noticed by a timer.
final class AlwaysOnClient: @unchecked Sendable {
  // Sendable although it changes: its fields are read after `finished` only.

  private let port: Int
  private let key: String
  private let name: String
  private let customers: [String]
  private var random: SeededGenerator
  /// The second of the next event; long enough ago that none lies ahead of now.
  private var seconds = Int(Date().timeIntervalSince1970) - 7_200
  /// Who stands in the journey, and so must buy before they can come in again.
  private var inside: Set<String> = []
  private(set) var acknowledged: [ToldEvent] = []
  /// Sent, and cut off before an answer came.
  private(set) var open: ToldEvent?
  private(set) var complaints: [String] = []
  let finished = DispatchSemaphore(value: 0)

  init(port: Int, key: String, name: String, customerCount: Int, seed: UInt64) {
    self.port = port
    self.key = key
    self.name = name
    customers = (0..<customerCount).map { "\(name)-\($0)" }
    random = SeededGenerator(seed: seed)
  }

  /// Begins, on a thread of its own: its calls block.
  func start() { Thread { self.work() }.start() }

  private func work() {
    defer { finished.signal() }
    do {
      let connection = try WireConnection(port: port, key: key)
      while true {
        let event = next()
        open = event
        try event.send(on: connection)
        open = nil
        acknowledged.append(event)
      }
    } catch let answer as UnexpectedAnswer {
      complaints.append(answer.what)
    } catch {
      // Killed, as it was meant to be.
    }
  }

  private func next() -> ToldEvent {
    let key = "\(name)-\(acknowledged.count)"
    if random.chance(0.2) {
      let now = Int(Date().timeIntervalSince1970)
      return ToldEvent(customer: "\(name)-seen-\(acknowledged.count)", name: "seen", key: key, seconds: now)
    }
    seconds += 1
    let customer = random.pick(customers)
    guard random.chance(0.5) else { return ToldEvent(customer: customer, name: "help", key: key, seconds: seconds) }
    let isInside = inside.remove(customer) != nil
    if !isInside { inside.insert(customer) }
    return ToldEvent(customer: customer, name: isInside ? "purchase" : "cart", key: key, seconds: seconds)
  }
}
