import Decisions

/// Reasons as files write them.
enum ReasonName {
  static func of(_ code: UInt16) -> String { Reason(rawValue: code)?.name ?? "\(code)" }
}
