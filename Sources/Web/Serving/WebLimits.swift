/// What the server takes at most, and how long it waits. Everything has a limit; these are its names.
public struct WebLimits: Sendable {
  /// Connections at once; more wait in the system's queue.
  public var connectionsMax = 4_096
  /// Seconds in which the head of a request must be complete, from the connection or the answer before it.
  public var idleSeconds = 60
  /// Seconds in which a whole request must have come, from its head.
  public var requestSeconds = 30
  /// Seconds in which the rest of a refused request is read and thrown away, so that its sender hears why.
  public var lingerSeconds = 2
  /// Header fields of a request.
  public var headerFieldsMax = 100
  /// Bytes of a request's line and header fields together.
  public var headerBytesMax = 16 << 10
  /// Bytes of all bodies together that are larger than ``smallBodyBytes``.
  public var largeBodyBytesMax = 256 << 20
  /// Bodies up to this many bytes are not counted against ``largeBodyBytesMax``.
  public var smallBodyBytes = 64 << 10
  /// Calls a second for each API key; 0: no limit.
  public var callsPerSecondMax = 0

  /// The usual limits.
  public init() {}
}
