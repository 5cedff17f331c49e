"""What recognisers write over silence and music, per language: credits and farewells of the videos they learned from.

Collected from the trackers of LocalVocal, WhisperLive, WhisperLiveKit, whisper.cpp and Vexa, as they are reported.
"""

from __future__ import annotations

from subtitles.policy.spelling import key

# One list a language, a phrase between dots.
TEXTS = {
    "en": """
        you · bye · bye bye · thank you · thank you very much · thank you so much · thanks · thanks for watching ·
        thank you for watching · thank you so much for watching · thanks for watching and see you next time ·
        thanks for listening · please subscribe · please subscribe to my channel · like and subscribe ·
        don't forget to subscribe · see you next time · see you in the next video ·
        subtitles by the amara.org community · subtitles by · captions by · transcription by castingwords ·
        transcribed by otter.ai · i'm · i'm sorry · oh · uh · um · hmm · so · the end · music · applause ·
        silence · blank audio · foreign
    """,
    "zh": """
        字幕志愿者 · 字幕志愿者 杨茜茜 · 字幕志願者 · 字幕志願者 楊茜茜 · 字幕by索兰娅 · 字幕by索蘭婭 ·
        字幕由amara.org社区提供 · 字幕由amara.org社區提供 · 中文字幕志愿者 李宗盛 · 中文字幕志願者 李宗盛 ·
        李宗盛 · 请不吝点赞 订阅 转发 打赏支持明镜与点点栏目 · 請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目 ·
        明镜与点点栏目 · 明鏡與點點欄目 · 谢谢观看 · 謝謝觀看 · 感谢观看 · 感謝觀看 · 谢谢大家 · 謝謝大家 ·
        谢谢收看 · 謝謝收看 · 多谢您的收看 · 多謝您的收看 · 下次再见 · 下次再見 · 我们下期再见 · 优优独播剧场 ·
        優優獨播劇場yoyo television series exclusive · 拜拜 · 谢谢 · 謝謝 · 请订阅 · 請訂閱 · 字幕提供者 ·
        字幕组 · 嗯 · 啊
    """,
    "fr": """
        merci · merci à tous · merci beaucoup · merci d'avoir regardé · merci d'avoir regardé cette vidéo ·
        merci d'avoir regardé la vidéo · sous-titrage société radio-canada · sous-titrage st' 501 ·
        sous-titres réalisés par la communauté d'amara.org · sous-titres réalisés para la communauté d'amara.org ·
        sous-titres par · sous-titrage · abonnez-vous · n'oubliez pas de vous abonner · à bientôt ·
        à la prochaine · au revoir · musique · applaudissements · silence
    """,
    "es": """
        gracias · muchas gracias · gracias por ver · gracias por ver el video · gracias por ver el vídeo ·
        muchas gracias por ver el video · ¡gracias por ver el video! · suscríbete · suscríbete al canal ·
        no olvides suscribirte · subtítulos realizados por la comunidad de amara.org ·
        subtítulos por la comunidad de amara.org · subtitulado por la comunidad de amara.org · hasta la próxima ·
        nos vemos en el próximo video · adiós · música · aplausos
    """,
    "ru": """
        спасибо · спасибо за просмотр · спасибо за внимание · продолжение следует · субтитры сделал dimatorzok ·
        субтитры создавал dimatorzok · субтитры делал dimatorzok · субтитры подогнал симон · субтитры подогнал ·
        редактор субтитров а.семкин корректор а.егорова · редактор субтитров а.синецкая корректор а.егорова ·
        редактор субтитров · корректор а.егорова · подписывайтесь на канал · подписывайтесь на мой канал ·
        ставьте лайки · до новых встреч · до свидания · пока · музыка · аплодисменты · динамичная музыка ·
        девушки отдыхают · спокойная музыка · смех
    """,
    "de": """
        danke · vielen dank · danke schön · danke fürs zuschauen · vielen dank fürs zuschauen ·
        vielen dank für's zuschauen · danke fürs zusehen · untertitel der amara.org-community ·
        untertitel von stephanie geiges · untertitel im auftrag des zdf für funk, 2017 ·
        untertitelung des zdf, 2020 · untertitelung im auftrag des zdf, 2021 · untertitel im auftrag des zdf ·
        untertitelung aufgrund der amara.org-community · swr 2020 · swr 2021 · copyright wdr 2021 ·
        bis zum nächsten mal · bis bald · tschüss · abonniert den kanal · musik · applaus
    """,
    "ja": """
        ご視聴ありがとうございました · ご視聴ありがとうございます · ご視聴いただきありがとうございます ·
        ありがとうございました · ありがとうございます · 最後までご視聴いただきありがとうございました ·
        チャンネル登録お願いします · チャンネル登録をお願いいたします · 高評価とチャンネル登録をお願いします ·
        おやすみなさい · また次回の動画でお会いしましょう · 次回予告 · 字幕視聴ありがとうございました · はい ·
        うん · おわり · 終わり · 音楽 · 拍手
    """,
    "ko": """
        시청해주셔서 감사합니다 · 시청해 주셔서 감사합니다 · 감사합니다 · 구독과 좋아요 부탁드립니다 ·
        구독과 좋아요 부탁드려요 · 구독 좋아요 알림설정 · 다음 영상에서 만나요 · 한글자막 by 한효정 ·
        한글자막 제공 및 광고를 포함하고 있습니다 · 자막 제공 배달의민족 · mbc 뉴스 이덕영입니다 ·
        mbc 뉴스 김성현입니다 · 이 시각 세계였습니다 · 안녕히 계세요 · 음악 · 박수
    """,
    "pt": """
        obrigado · obrigada · obrigado por assistir · obrigado por assistirem · inscreva-se no canal ·
        legendas pela comunidade amara.org · legendado pela comunidade amara.org · até a próxima · tchau
    """,
    "it": """
        grazie · grazie a tutti · grazie per la visione · grazie per aver guardato il video ·
        iscriviti al canale · sottotitoli creati dalla comunità amara.org ·
        sottotitoli e revisione a cura di qtss · alla prossima · ciao
    """,
    "tr": """
        izlediğiniz için teşekkürler · izlediğiniz için teşekkür ederim · altyazı m.k. · teşekkürler ·
        abone olun
    """,
    "ar": """
        شكرا · شكرا لكم · شكرا على المشاهدة · اشتركوا في القناة · ترجمة نانسي قنقر · موسيقى
    """,
    "nl": """
        bedankt · dank u wel · bedankt voor het kijken · ondertiteld door de amara.org gemeenschap ·
        ondertitels ingediend door de amara.org gemeenschap · tot de volgende keer
    """,
    "pl": """
        dziękuję · dziękuję za uwagę · dziękuję za oglądanie · napisy stworzone przez społeczność amara.org
    """,
}


PHRASES = {code: tuple(" ".join(phrase.split()) for phrase in text.split("·")) for code, text in TEXTS.items()}
KEYS = {code: frozenset(map(key, phrases)) for code, phrases in PHRASES.items()}


def is_made_up(text: str, language: str) -> bool:
    """Whether the whole of `text` is something recognisers say in `language` when nobody speaks.

    English ones turn up in every language.
    """
    spelt = key(text)
    return any(spelt in KEYS.get(code, ()) for code in (language.partition("-")[0], "en"))
