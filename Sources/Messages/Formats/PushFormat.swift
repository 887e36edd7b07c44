import Records

extension MessageDraft {
  /// Title, text and link of a push message.
  private mutating func pushTexts() -> (title: String, body: String, link: String?)? {
    let blocks = shown.map(\.block)
    let firstHeadline = blocks.lazy.compactMap { if case .headline(let text) = $0.kind { text } else { nil } }.first
    let firstText = blocks.lazy.compactMap { if case .text(let text) = $0.kind { text } else { nil } }.first
    let firstLink = blocks.lazy.compactMap { if case .button(_, let link) = $0.kind { link } else { nil } }.first
    guard let title = message.push.title ?? firstHeadline ?? message.subject else {
      reasons.append(.noContent("title"))
      return nil
    }
    let link = (message.push.link ?? firstLink).map { required($0, asLink: true) }
    let body = (message.push.body ?? firstText).map { required($0) } ?? ""
    let shownTitle = required(title)
    return reasons.isEmpty ? (shownTitle, body, link) : nil
  }

  mutating func pushMessage() -> PushMessage? {
    guard let (title, body, link) = pushTexts() else { return nil }
    let key = message.push.collapseKey
    let apns = apnsPayload(title, body, link)
    let fcm = fcmMessage(title, body, link, key)
    for (what, payload) in [("the payload for APNs", apns), ("the payload for FCM", fcm)] {
      let max = PushMessage.payloadBytesMax
      if payload.utf8.count > max { reasons.append(.tooLong(what, length: payload.utf8.count, max: max)) }
    }
    guard reasons.isEmpty else { return nil }
    return PushMessage(title: title, body: body, link: link, collapseKey: key, apnsPayload: apns, fcmMessage: fcm)
  }

  mutating func webPushMessage() -> WebPushMessage? {
    guard let (title, body, link) = pushTexts() else { return nil }
    var json = JSONWriter()
    json.beginObject()
    json.member("title", title)
    json.member("body", body)
    if let link { json.member("url", link) }
    if let key = message.push.collapseKey { json.member("tag", key) }
    json.member("id", values.context.messageID)
    json.endObject()
    let payload = json.text
    let max = WebPushMessage.payloadBytesMax
    if payload.utf8.count > max {
      reasons.append(.tooLong("the payload for web push", length: payload.utf8.count, max: max))
      return nil
    }
    return WebPushMessage(title: title, body: body, link: link, payload: payload)
  }

  /// Source: Apple, "Generating a remote notification".
  private func apnsPayload(_ title: String, _ body: String, _ link: String?) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("aps")
    json.beginObject()
    json.key("alert")
    json.beginObject()
    json.member("title", title)
    if !body.isEmpty { json.member("body", body) }
    json.endObject()
    json.member("sound", "default")
    json.endObject()
    if let link { json.member("url", link) }
    json.member("id", values.context.messageID)
    json.endObject()
    return json.text
  }

  /// Source: Firebase, REST resource `projects.messages`.
  private func fcmMessage(_ title: String, _ body: String, _ link: String?, _ key: String?) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("notification")
    json.beginObject()
    json.member("title", title)
    if !body.isEmpty { json.member("body", body) }
    json.endObject()
    json.key("data")
    json.beginObject()
    if let link { json.member("url", link) }
    json.member("id", values.context.messageID)
    json.endObject()
    if let key {
      json.key("android")
      json.beginObject()
      json.member("collapse_key", key)
      json.endObject()
    }
    json.endObject()
    return json.text
  }
}

extension JSONWriter {
  /// A key with a text.
  mutating func member(_ key: StaticString, _ value: String) {
    self.key(key)
    string(value)
  }

  /// What was written.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
