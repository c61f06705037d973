//! Chat: messengers, meeting services and their bots.

use crate::scan::secret::rule::rules;

rules! {
    "slack-token" 95 Plain ["xoxb-{digit 8-14}-{word 18-}" "xoxp-{digit 8-14}-{word 18-}" "xoxa-{word 18-}" "xoxr-{word 18-}" "xoxs-{digit 1-14}-{word 18-}" "xoxo-{digit 1-14}-{word 18-}" "xoxc-{digit 8-15}-{word 18-}" "xoxa-2-{word 10-}" "xoxb-{word 24-}" "xoxp-{word 24-}" "xoxr-{word 8-}" "xoxa-{word 8-}" "xoxs-{word 18-}" "xoxe-{digit 8-14}-{word 18-}"] "token of Slack";
    "slack-session-cookie" 92 Plain ["xoxd-{percent 16-}" "xoxd-{either64 16-}{pad 0-2}"] "session cookie of Slack";
    "slack-configuration-token" 95 Plain ["xoxe.xoxb-{digit 1}-{word 18-}" "xoxe.xoxp-{digit 1}-{word 18-}" "xoxe-{digit 1}-{word 40-}"] "configuration token of Slack";
    "slack-app-token" 95 Plain ["xapp-{digit 1}-{alnum 8-}-{digit 6-}-{alnum 24-}" "xapp-{digit 1}-{word 16-}"] "app-level token of Slack";
    "slack-signing-secret" 82 Plain ["{hex 32}"] near ["slack"] "signing or client secret of Slack";
    "discord-bot-token" 95 Discord ["{word 23-28}.{word 6-7}.{word 27-38}"] "token of a Discord bot";
    "discord-client-secret" 80 Plain ["{wordpad 32}" "{hex 64}"] near ["discord"] "client secret of Discord";
    "discord-client-id" 62 Plain ["{digit 18-19}"] near ["discordclientid" "discordappid" "discordclient"] "client id of Discord";
    "telegram-bot-token" 92 Plain ["{digit 5-16}:A{word 34}"] "token of a Telegram bot";
    "mattermost-token" 80 Plain ["{base36 26}"] near ["mattermost"] "token of Mattermost";
    "rocketchat-token" 80 Plain ["{word 43}"] near ["rocketchat"] "token of Rocket.Chat";
    "matrix-token" 92 Plain ["syt_{base64 4-}_{alnum 20}_{alnum 6}" "syl_{alnum 20}_{alnum 6}" "mas_{alnum 20-}"] "access token of Matrix";
    "zulip-key" 80 Plain ["{alnum 32}"] near ["zulip"] "key of Zulip";
    "line-token" 80 Plain ["{base64 150-180}{pad 0-2}" "{alnum 43}"] near ["linechannel" "linenotify" "linebot"] "token of LINE";
    "lark-secret" 80 Plain ["{alnum 32}"] near ["lark" "larksuite" "feishu"] "app secret of Lark";
    "lark-app-id" 62 Plain ["cli_{alnum 16}" "cli_{hex 16}"] "app id of Lark";
    "dingtalk-token" 80 Plain ["{hex 64}" "SEC{hex 64}"] near ["dingtalk" "oapidingtalk"] "token of DingTalk";
    "wechat-secret" 80 Plain ["{hex 32}"] near ["wechat" "weixin" "wxapp"] "app secret of WeChat";
    "zoom-secret" 80 Plain ["{alnum 32}" "{alnum 36}"] near ["zoom"] "client secret of Zoom";
    "webex-token" 82 Plain ["{alnum 64}_{alnum 4}_{uuid}" "{hex 64}"] near ["webex" "cisco"] "token of Webex";
    "gotify-token" 78 Plain ["A{word 14}" "C{word 14}"] near ["gotify"] "token of Gotify";
    "pushover-token" 80 Plain ["{base36 30}"] near ["pushover"] "token of Pushover";
    "pushbullet-token" 92 Plain ["o.{alnum 32}"] near ["pushbullet"] "token of Pushbullet";
    "ntfy-token" 90 Plain ["tk_{base36 29}"] "token of ntfy";
    "viber-token" 80 Plain ["{hex 16}-{hex 16}-{hex 16}"] near ["viber"] "token of Viber";
    "intercom-token" 80 Plain ["{wordpad 60}" "dG9rO{base64 50-60}{pad 0-2}"] near ["intercom"] "token of Intercom";
    "crisp-token" 80 Plain ["{hex 64}"] near ["crisp"] "token of Crisp";
    "drift-token" 78 Plain ["{alnum 32}"] near ["drift"] "token of Drift";
    "beamer-token" 88 Plain ["b_{wordpad 44}"] near ["beamer"] "token of Beamer";
    "sendbird-token" 80 Plain ["{hex 40}"] near ["sendbird"] "token of Sendbird";
    "sendbird-id" 62 Plain ["{uuid}"] near ["sendbird"] "application id of Sendbird";
    "stream-secret" 78 Plain ["{base36 64}"] near ["getstream" "streamapi"] "secret of Stream";
    "agora-certificate" 78 Plain ["{hex 32}"] near ["agora"] "certificate of Agora";
    "twitch-token" 80 Plain ["{base36 30}" "oauth:{base36 30}"] near ["twitch"] "token of Twitch";
    "reddit-secret" 78 Plain ["{word 24-30}"] near ["reddit"] "client secret of Reddit";
    "reddit-token" 80 Plain ["{digit 10-14}-{word 24-40}"] near ["reddit"] "refresh token of Reddit";
    "twitter-bearer-token" 92 Plain ["AAAAAAAAAAAAAAAAAAAA{percent 60-}"] "bearer token of X (Twitter)";
    "twitter-token" 80 Plain ["{digit 15-25}-{alnum 20-40}"] near ["twitter" "tweepy"] "access token of X (Twitter)";
    "twitter-secret" 80 Plain ["{alnum 25}" "{alnum 45}" "{alnum 50}"] near ["twitter" "tweepy"] "key or secret of X (Twitter)";
    "facebook-token" 92 Plain ["EAACEdEose0cBA{alnum 20-}" "EAAM{alnum 80-}" "EAAC{alnum 80-}" "EAA{alnum 100-}" "IGQ{alnum 80-}"] "access token of Facebook or Instagram";
    "facebook-secret" 80 Plain ["{hex 32}"] near ["facebook" "fbapp" "fb" "instagram" "whatsapp"] "app secret of Facebook";
    "linkedin-secret" 80 Plain ["{alnum 16}" "WPL_AP1.{alnum 16}.{base64 6-8}{pad 0-2}"] near ["linkedin"] "client secret of LinkedIn";
    "linkedin-id" 62 Plain ["{base36 14}"] near ["linkedin"] "client id of LinkedIn";
    "linkedin-token" 88 Plain ["AQ{word 200-}" ] near ["linkedin"] "access token of LinkedIn";
    "tiktok-secret" 78 Plain ["{alnum 32}" "{hex 40}"] near ["tiktok"] "client secret of TikTok";
    "pinterest-token" 92 Plain ["pina_{word 20-200}"] "token of Pinterest";
    "vk-token" 90 Plain ["vk1.a.{word 80-}"] "token of VK";
    "mastodon-token" 78 Plain ["{word 43}"] near ["mastodon"] "token of Mastodon";
    "bluesky-app-password" 82 Plain ["{base36 4}-{base36 4}-{base36 4}-{base36 4}"] near ["bluesky" "bsky" "atproto"] "app password of Bluesky";
    "flickr-token" 78 Plain ["{base36 32}" "{hex 32}"] near ["flickr"] "token of Flickr";
    "gitter-room-token" 75 Plain ["{hex 40}"] near ["gitter"] "token of Gitter rooms";
}
