import Foundation

/// An address of the internet, IPv4 ones as IPv6 writes them (RFC 4291 §2.5.5.2): 16 bytes.
struct NetworkAddress: Hashable, Sendable {
  let bytes: [UInt8]

  /// Reads what people write; nothing when it is none. Names are not looked up.
  init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(four: withUnsafeBytes(of: four) { Array($0) })
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
    } else {
      return nil
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  init(four: [UInt8]) { bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + four }

  /// Reads what a connection is about to be made to; nothing for anything but IPv4 and IPv6.
  init?(_ address: UnsafeRawBufferPointer, family: Int32) {
    switch family {
    case AF_INET where address.count >= 8: self.init(four: Array(address[4..<8]))
    case AF_INET6 where address.count >= 24: self.init(bytes: Array(address[8..<24]))
    default: return nil
    }
  }

  /// Whether it is one of the public internet, where anybody may be (IANA's registries of special-purpose addresses). Of
  /// addresses that hold an IPv4 one that is asked.
  var isPublic: Bool {
    if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
      return NetworkAddress(four: Array(bytes.suffix(4))).isPublic
    }
    if Network.mapped.contains(self) { return !Network.closedFour.contains { $0.contains(self) } }
    return Network.openSix.contains(self) && !Network.closedSix.contains { $0.contains(self) }
  }
}

/// A network: the addresses that begin alike.
struct Network: Hashable, Sendable {
  private let start: NetworkAddress
  private let bits: Int

  /// Reads `10.0.0.0/8`, `fd00::/8`, or one address; nothing when it is none.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let start = NetworkAddress(String(parts[0])) else { return nil }
    let isFour = !parts[0].contains(":")
    var bits = isFour ? 32 : 128
    if parts.count == 2 {
      guard let given = Int(parts[1]), (0...bits).contains(given) else { return nil }
      bits = given
    }
    self.start = start
    self.bits = bits + (isFour ? 96 : 0)
  }

  /// Whether an address lies in it.
  func contains(_ address: NetworkAddress) -> Bool {
    for index in 0..<16 {
      let rest = bits - index * 8
      if rest <= 0 { return true }
      let mask = rest >= 8 ? 0xFF : ~(UInt8(0xFF) >> UInt8(rest))
      if (start.bytes[index] ^ address.bytes[index]) & mask != 0 { return false }
    }
    return true
  }

  fileprivate static let mapped = list(["::ffff:0:0/96"])[0]
  fileprivate static let openSix = list(["2000::/3"])[0]
  fileprivate static let closedSix = list(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])
  fileprivate static let closedFour = list([
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
  ])

  private static func list(_ texts: [String]) -> [Network] { texts.compactMap(Network.init) }
}
