/// When too many complaints, or messages that come back, stop a channel or an action by themselves.
///
/// The usual figures are what mailbox providers ask of senders: complaints below 0.1 % and never 0.3 % (Gmail, guidelines
/// for senders, since 2024), addresses that are dead below 2 %, and a review at 5 % (Amazon SES).
public struct DeliveryGuards: Hashable, Sendable {
  /// Shares of messages, 0 … 1.
  public struct Bounds: Hashable, Sendable {
    /// From here on it is told.
    public var warnShare: Double
    /// From here on it stops.
    public var pauseShare: Double

    /// Makes bounds.
    public init(warnShare: Double, pauseShare: Double) {
      self.warnShare = warnShare
      self.pauseShare = pauseShare
    }
  }

  /// Complaints.
  public var complaints = Bounds(warnShare: 0.001, pauseShare: 0.003)
  /// Messages that came back for good.
  public var bounces = Bounds(warnShare: 0.02, pauseShare: 0.05)
  /// How far back messages count, in seconds, above 0.
  public var windowSeconds: Int64 = 7 * 86_400
  /// Fewer messages than this prove nothing.
  public var messagesMin = 200

  /// The usual guards.
  public init() {}
}
