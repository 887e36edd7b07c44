/// Chance without a random generator: a keyed hash, the same for the same person and salt in every process.
public enum Chance {
  /// A 64-bit key of a text: FNV-1a, finished by a mixer so that near texts get far keys.
  public static func key(of text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mix(hash)
  }

  /// A number from 0 up to, not including, 1, drawn by a person's key and a salt.
  public static func uniform(_ key: UInt64, salt: UInt64) -> Double {
    Double(mix(key ^ mix(salt &+ 0x9e37_79b9_7f4a_7c15)) >> 11) * 0x1p-53
  }

  /// The finalizer of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
