import Times

/// A window of a volume limit: what use is counted by.
///
/// What it counts belongs to it: a limit that keeps its name but counts something else, or in other windows, counts anew.
public struct VolumeKey: Hashable, Sendable {
  /// The limit's name; see ``Decisions/Charter/volumeLimits``.
  public var limit: String
  /// Whether it counts money, in millionths, rather than contacts.
  public var isMoney: Bool
  /// In which windows it counts; nothing: in all.
  public var window: CalendarWindow?
  /// When the window starts: seconds since 1970; 0 for all of time.
  public var startSeconds: Int64

  /// Makes a key.
  public init(limit: String, isMoney: Bool = false, window: CalendarWindow? = nil, startSeconds: Int64 = 0) {
    self.limit = limit
    self.isMoney = isMoney
    self.window = window
    self.startSeconds = startSeconds
  }
}

/// Units of one window: taken, or given back where negative.
public struct VolumeUse: Hashable, Sendable {
  /// The window.
  public var key: VolumeKey
  /// Contacts, or millionths of money.
  public var units: Int64

  /// Makes a use.
  public init(_ key: VolumeKey, _ units: Int64) {
    self.key = key
    self.units = units
  }
}
