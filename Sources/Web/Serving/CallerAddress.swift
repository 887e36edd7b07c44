import HTTPTypes
import NIOCore

/// From where a call came.
enum CallerAddress {
  private static let forwardedFor = HTTPField.Name.literal("X-Forwarded-For")

  /// The address of a peer. One on this machine is a server in front of this one, and the last address that it forwards for
  /// is the caller's; anybody else may write what they like there, so of them it is not read.
  static func of(_ peer: SocketAddress?, _ headers: HTTPFields) -> String? {
    guard let own = peer?.ipAddress else { return nil }
    guard own == "127.0.0.1" || own == "::1", let forwarded = headers[values: forwardedFor].last,
      let last = forwarded.split(separator: ",").last
    else { return own }
    let text = last.filter { $0 != " " }
    return text.utf8.count <= 64 ? text : own
  }

  /// What calls are counted by: the address, and of IPv6 the network of 64 bits, which is what one household is given.
  static func network(_ address: String) -> String {
    guard address.contains(":") else { return address }
    return address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
  }
}
