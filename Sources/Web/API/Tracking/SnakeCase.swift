extension String {
  /// The name as charters write names: `Order Completed`, `orderCompleted`, `order-completed` → `order_completed`.
  ///
  /// A word begins after anything that is neither letter nor digit, at a capital after a small letter or a digit, and at
  /// the last of several capitals before a small letter (`URLOpened` → `url_opened`). ASCII alone has capitals here:
  /// other letters are kept as they are.
  var snakeCased: String {
    let source = Array(utf8)
    var result: [UInt8] = []
    result.reserveCapacity(source.count + 4)
    var isBreakDue = false
    for (index, byte) in source.enumerated() {
      guard byte.isLetter || byte.isDigit else {
        isBreakDue = true
        continue
      }
      if byte.isCapital, index > 0 {
        let before = source[index - 1]
        let isBeforeSmall = index + 1 < source.count && source[index + 1].isSmall
        if before.isSmall || before.isDigit || (before.isCapital && isBeforeSmall) { isBreakDue = true }
      }
      if isBreakDue, !result.isEmpty { result.append(UInt8(ascii: "_")) }
      isBreakDue = false
      result.append(byte.isCapital ? byte | 0x20 : byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
  /// Bytes of other scripts count as small letters, so that no word of theirs is broken.
  fileprivate var isSmall: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || self >= 0x80 }
  fileprivate var isLetter: Bool { isCapital || isSmall }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
