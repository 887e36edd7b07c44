import Hub
import Synchronization

/// A channel that sends nothing: it writes down what it was given, and answers as a script says.
public final class RecordingChannel: MessageChannel {
  /// The channel's name in the charter.
  public let name: String
  private let script: @Sendable (Handover, _ earlier: Int) async -> DeliveryAnswer
  private let handed: Mutex<[Handover]> = Mutex([])
  private let closings = Mutex(0)

  /// Makes a channel.
  /// - Parameter script: what it answers, from the message and how often it was given the same one before.
  public init(
    _ name: String,
    script: @escaping @Sendable (Handover, _ earlier: Int) async -> DeliveryAnswer = { handover, _ in
      .accepted(providerID: "p\(handover.message.decision.rawValue)")
    }
  ) {
    self.name = name
    self.script = script
  }

  /// What it was given, in the order of arrival.
  public var handovers: [Handover] { handed.withLock { $0 } }

  /// How often it was closed.
  public var closeCount: Int { closings.withLock { $0 } }

  /// Writes the message down and answers.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    let earlier = handed.withLock { handed in
      defer { handed.append(handover) }
      return handed.count {
        $0.message.decision == handover.message.decision && $0.message.choice == handover.message.choice
      }
    }
    return await script(handover, earlier)
  }

  /// Counts.
  public func close() async { closings.withLock { $0 += 1 } }
}
