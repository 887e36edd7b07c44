import Foundation
import Seeds
import Servers

/// What a client did and heard, as far as the hub told it.
struct Diary: Sendable {
  /// Acknowledged, in order.
  var acknowledged: [Operation] = []
  /// Sent, and cut off before an answer came: they may have happened or not.
  var open: [Operation] = []
  /// What decisions answered, by the key of the request.
  var decisions: [String: Told] = [:]
  /// Answers that must not be.
  var complaints: [String] = []
}

/// What a decision answered.
struct Told: Sendable {
  var id: String
  var isContact: Bool
  var customer: String

  /// Reads an answer; nothing when it is none.
  init?(_ reply: WireReply, customer: String) {
    let json = reply.json
    guard let id = json["decision"] as? String, let answer = json["answer"] as? String else { return nil }
    self.id = id
    isContact = answer == "contact"
    self.customer = customer
  }
}

/// A client on a thread of its own, that talks to the hub about some customers until the hub is killed.
///
/// Each client writes about its own customers, so that the order of their consents is known, and asks for decisions about
/// those of all clients, so that caps are contended for.
final class Client: @unchecked Sendable {
  // Sendable although it changes: its fields are read after `finished` only.

  private let port: Int
  private let key: String
  private let name: String
  private var own: [String]
  private let all: [String]
  private var random: SeededGenerator
  private(set) var diary = Diary()
  let finished = DispatchSemaphore(value: 0)

  init(port: Int, key: String, name: String, own: [String], all: [String], seed: UInt64) {
    self.port = port
    self.key = key
    self.name = name
    self.own = own
    self.all = all
    random = SeededGenerator(seed: seed)
  }

  /// Begins, on a thread of its own: its calls block.
  func start() { Thread { self.work() }.start() }

  private func work() {
    defer { finished.signal() }
    do {
      let connection = try WireConnection(port: port, key: key)
      while true { try send(next(), connection) }
    } catch let answer as UnexpectedAnswer {
      diary.complaints.append(answer.what)
    } catch {
      // Killed, as it was meant to be.
    }
  }

  private func nextKey() -> String { "\(name)-\(diary.acknowledged.count + diary.open.count)" }

  private func next() -> Operation {
    let contacts = diary.decisions.values.filter(\.isContact).sorted { $0.id < $1.id }
    var customer = random.pick(own)
    let kind: Operation.Kind
    switch random.int(0...11) {
    case 10: return Operation(kind: .arrival, customer: "\(name)-new-\(diary.acknowledged.count)", key: nextKey())
    case 0...2: kind = .event
    case 3...4: kind = .consent(isGranted: random.chance(0.5))
    case 5 where !contacts.isEmpty:
      let contact = random.pick(contacts)
      customer = contact.customer
      kind = .outcome(decision: contact.id, name: random.pick(["opened", "clicked", "converted"]))
    default:
      let channel = random.pick(CrashCharter.channels)
      return Operation(kind: .decision(channel: channel), customer: random.pick(all), key: nextKey())
    }
    return Operation(kind: kind, customer: customer, key: nextKey())
  }

  private func send(_ operation: Operation, _ connection: WireConnection) throws {
    // Open until the answer is here.
    diary.open.append(operation)
    let reply = try operation.send(on: connection)
    diary.open.removeLast()
    diary.acknowledged.append(operation)
    if case .arrival = operation.kind { own.append(operation.customer) }
    if case .decision = operation.kind {
      guard let told = Told(reply, customer: operation.customer) else {
        throw UnexpectedAnswer(what: "a decision without id or answer: \(reply.json)")
      }
      diary.decisions[operation.key] = told
    }
  }
}
